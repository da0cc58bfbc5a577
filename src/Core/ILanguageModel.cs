namespace LanguageModeling;

/// <summary>
/// A language model: the conditional distribution P(w_n | w_1 … w_{n-1}) over a fixed vocabulary, for every n. Scores, perplexity,
/// surprisal, choice ranking and generation are derived from it once, for every implementation.
/// </summary>
/// <remarks>
/// An implementation is immutable and safe for use by many threads at once. What changes lives in a <see cref="LanguageModelState"/>,
/// which its caller owns. A model that also implements <see cref="ISavable{TSelf}"/> can be stored inside an ML.NET model file.
/// </remarks>
public interface ILanguageModel
{
    /// <summary>Number of tokens V; token ids are in [0, V).</summary>
    int VocabularySize { get; }

    /// <summary>The ids that play a special part, as far as the model has them.</summary>
    SpecialTokens SpecialTokens { get; }

    /// <summary>Most tokens that a state can hold, or <see langword="null"/> when there is no limit.</summary>
    int? MaximumContextLength => null;

    /// <summary>Creates a state with an empty context. The caller owns and disposes it.</summary>
    LanguageModelState CreateState();

    /// <summary>Scores whole sequences. The default runs one state over each of them; models with a faster way override it.</summary>
    /// <param name="batch">The sequences and the buffers that receive their scores.</param>
    /// <param name="cancellationToken">Stops the work between tokens, or sooner.</param>
    /// <exception cref="ArgumentOutOfRangeException">A token id is outside [0, V).</exception>
    /// <exception cref="InvalidOperationException">Context and tokens but the last are more than <see cref="MaximumContextLength"/>.</exception>
    void ScoreBatch(ReadOnlySpan<SequenceToScore> batch, CancellationToken cancellationToken = default)
        => SequenceToScore.ScoreOneByOne(this, batch, cancellationToken);

    /// <summary>
    /// Computes what comes next in several states together, for models that do this faster than one state after another. The states then give it
    /// without further work; else nothing about them changes. The default does nothing: each computes when it is asked.
    /// </summary>
    /// <param name="states">States that this model created, in use by nobody else.</param>
    /// <param name="cancellationToken">Stops the work; the states can still be asked.</param>
    /// <exception cref="ArgumentException">A state is another model's.</exception>
    void EvaluateBatch(ReadOnlySpan<LanguageModelState> states, CancellationToken cancellationToken = default)
    {
    }

    /// <summary>How many states <see cref="EvaluateBatch"/> computes well together; 1, the default, where that is no faster than one after another.</summary>
    int PreferredBatchSize => 1;
}
