namespace LanguageModeling.WordTraining;

/// <summary>One step of gradient descent on a window. Each thread has its own; the weights are common to all.</summary>
internal interface IWindowStep
{
    /// <summary>Sum of the losses of all steps so far, -ln σ(s x) over all pairs of inputs and targets, in nats.</summary>
    double Loss { get; }

    /// <summary>Skip-gram: each input in turn predicts all targets, from the weights that the one before it has left, as in word2vec.</summary>
    /// <param name="inputs">Rows of the input weights.</param>
    /// <param name="targets">Rows of the output weights.</param>
    /// <param name="signs">For each target 1 if it is to be predicted, -1 if not.</param>
    /// <param name="rate">Learning rate.</param>
    void TrainInTurn(ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets, ReadOnlySpan<float> signs, float rate);

    /// <summary>Skip-gram whose inputs share their noise: each input predicts all targets. All gradients are taken before any weight changes.</summary>
    /// <inheritdoc cref="TrainInTurn" path="/param"/>
    void TrainTogether(ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets, ReadOnlySpan<float> signs, float rate);

    /// <summary>CBOW and sub-word vectors: the mean of the inputs predicts all targets; each input gets the whole gradient, as in word2vec and fastText.</summary>
    /// <inheritdoc cref="TrainInTurn" path="/param"/>
    void TrainMean(ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets, ReadOnlySpan<float> signs, float rate);
}
