namespace LanguageModeling;

/// <summary>How <see cref="Word2VecModel"/> turns v·u into the probability of a word.</summary>
public enum Word2VecSoftmax
{
    /// <summary>
    /// The softmax of v·u over all words: a distribution. A model trained with negative sampling was not trained for it: its scores compare, but are
    /// no estimates of frequencies.
    /// </summary>
    Exact,

    /// <summary>The product of the decisions on the way to the word in the tree: the distribution that hierarchical softmax is trained for.</summary>
    Hierarchical,

    /// <summary>
    /// ln σ(v·u) of the word, and for the noise its expectation over the noise distribution, as negative sampling is trained: a score, not a probability.
    /// </summary>
    Sampled,
}
