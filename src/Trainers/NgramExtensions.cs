namespace LanguageModeling;

/// <summary>Adds n-gram models to <c>mlContext.LanguageModeling.Trainers</c>.</summary>
public static class NgramExtensions
{
    /// <summary>Trains an n-gram model on rows of tokens. The fitted transformer scores rows; its columns are described at <see cref="LanguageModelTransformer"/>.</summary>
    /// <param name="trainers">The trainers of a context.</param>
    /// <param name="tokensColumnName">Name of the column with token ids or keys, as EncodeTokens makes it.</param>
    /// <param name="order">Longest n-gram, in tokens; from 1 to 16.</param>
    /// <param name="smoothing">How unseen n-grams get their probability. Very small data need another than the default, or the form with options.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order or the smoothing is out of its range.</exception>
    public static NgramTrainer Ngram(
        this LanguageModelingTrainers trainers, string tokensColumnName = "Tokens", int order = 3, NgramSmoothing smoothing = NgramSmoothing.ModifiedKneserNey)
        => Ngram(trainers, new NgramTrainer.Options
        {
            Training = new NgramOptions { Order = order, Smoothing = smoothing },
            Scoring = new LanguageModelScoringOptions { InputColumnName = tokensColumnName },
        });

    /// <summary>Trains an n-gram model on rows of tokens.</summary>
    /// <param name="trainers">The trainers of a context.</param>
    /// <param name="options">Settings.</param>
    public static NgramTrainer Ngram(this LanguageModelingTrainers trainers, NgramTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(trainers);
        return new NgramTrainer(trainers.Environment, options);
    }
}
