using LanguageModeling.Files;
using LanguageModeling.Remodeling;
using LanguageModeling.Tables;

namespace LanguageModeling;

/// <content>Models made of models.</content>
public sealed partial class NgramLanguageModel
{
    /// <summary>A smaller model without the n-grams that change it least, with back-off weights such that all distributions sum to 1.</summary>
    /// <param name="options">How much to leave out.</param>
    /// <remarks>
    /// By relative entropy (Stolcke 1998), as SRILM's <c>ngram -prune</c>, or by weighted difference (Seymore and Rosenfeld 1996). The order
    /// falls when no n-gram of the highest is left. Works in memory, in several times the space of the model's file; a model beyond that is made
    /// smaller when it is trained, by <see cref="NgramOptions.PruningThresholds"/>.
    /// </remarks>
    /// <exception cref="ArgumentException">An option is out of its range, or no threshold is set.</exception>
    /// <exception cref="NotSupportedException">The model has no exact form with back-off weights (add-k above order 1, stupid back-off).</exception>
    public NgramLanguageModel Prune(NgramPruningOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        BackoffTables tables = ToBackoffTables();
        BackoffTables pruned = NgramPruner.Prune(this, tables, options);
        return pruned == tables ? this : new NgramLanguageModel(Vocabulary, pruned, BackoffSmoothing, Splitter, Lowercase, arpaReport: null);
    }

    /// <summary>One model in place of several, P(w | h) ≈ Σ_m λ_m P_m(w | h), as SRILM's <c>ngram -mix-lm</c>; exact for the n-grams of any of them.</summary>
    /// <param name="models">At least one, which split text by the same rule. Their vocabularies may differ: the model has the words of all.</param>
    /// <param name="weights">λ of each, at least 0, their sum 1; <see cref="MixtureLanguageModel.EstimateWeights"/> finds them.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <remarks>
    /// All distributions sum to 1. Works in memory, in several times the space of all models' files. The exact mixture, which asks all models at
    /// every token and needs no such memory, is <see cref="MixtureLanguageModel"/>.
    /// </remarks>
    /// <exception cref="ArgumentException">The models split text by different rules, or the weights are not as they should be.</exception>
    /// <exception cref="NotSupportedException">A model has no exact form with back-off weights (add-k above order 1, stupid back-off).</exception>
    public static NgramLanguageModel Interpolate(
        IReadOnlyList<NgramLanguageModel> models, IReadOnlyList<double> weights, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(weights);
        if (models.Count == 0)
        {
            throw new ArgumentException("There is nothing to mix. Give at least one model.", nameof(models));
        }

        MixtureLanguageModel.RequireWeights(weights, models.Count);
        if (models.Any(model => !model.Splitter.Equals(models[0].Splitter) || model.Lowercase != models[0].Lowercase))
        {
            throw new ArgumentException("The models split text by different rules. Mix models of one rule; ARPA files do not tell theirs.", nameof(models));
        }

        return NgramMixer.Mix(models, weights, cancellationToken);
    }

    /// <summary>The smoothing to note where the model is in back-off form: one that keeps counts is not it any more.</summary>
    private NgramSmoothing? BackoffSmoothing => Tables is CountTables ? null : Smoothing;

    /// <summary>The numbers of the model, in back-off form.</summary>
    /// <exception cref="NotSupportedException">There is no exact one.</exception>
    internal BackoffTables ToBackoffTables()
    {
        switch (Tables)
        {
            case CountTables counts:
                return counts.ToBackoffTables();
            case BackoffTables tables:
                return tables;
            default:
                var collected = new TablesSink();
                NgramStream.Copy(Tables, Vocabulary, collected);
                return collected.Build();
        }
    }
}
