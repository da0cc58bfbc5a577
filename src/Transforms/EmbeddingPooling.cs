namespace LanguageModeling;

/// <summary>How the word vectors of a row become one vector. A row without words gives zeros.</summary>
public enum EmbeddingPooling
{
    /// <summary>Not at all: the vectors of all words one after another, shape [words, D].</summary>
    None,

    /// <summary>The mean.</summary>
    Mean,

    /// <summary>The sum.</summary>
    Sum,

    /// <summary>The greatest value in each dimension.</summary>
    Max,

    /// <summary>The least value in each dimension.</summary>
    Min,

    /// <summary>The vector of the first word.</summary>
    First,

    /// <summary>The vector of the last word.</summary>
    Last,

    /// <summary>The mean of the squares in each dimension.</summary>
    MeanOfSquares,

    /// <summary>
    /// Smooth inverse frequency (Arora, Liang and Ma 2017): the mean with weights a / (a + p(w)), p(w) the share of the word in the data that the
    /// transform is fitted on; then, unless switched off, without the part along the first singular vector of those data's means.
    /// </summary>
    SmoothInverseFrequency,

    /// <summary>
    /// The mean weighted by inverse document frequency, ln((1 + N) / (1 + n)) + 1 for a word in n of the N rows that the transform is fitted on;
    /// weights are divided by their sum.
    /// </summary>
    InverseDocumentFrequency,

    /// <summary>The sum divided by the square root of the number of words: mean_sqrt_len of sentence-transformers.</summary>
    SumOverSquareRoot,

    /// <summary>The mean with the weights 1, 2, …, n, for decoders, whose later tokens have seen more (Muennighoff 2022): weightedmean of sentence-transformers.</summary>
    PositionWeightedMean,
}
