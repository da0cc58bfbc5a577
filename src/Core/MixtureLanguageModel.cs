using LanguageModeling.Files;
using LanguageModeling.Mixing;
using LanguageModeling.Persistence;

namespace LanguageModeling;

/// <summary>Several models as one, exactly: P(w | h) = Σ_m λ_m P_m(w | h), whatever the models are.</summary>
/// <remarks>
/// Immutable and safe for use by many threads at once, as its models are. Linear interpolation as of Jelinek and Mercer 1980. The models stay
/// what they are and are all asked at every token; a mixture of n-gram models in one table is made by <c>NgramLanguageModel.Interpolate</c>.
/// </remarks>
public sealed class MixtureLanguageModel : ILanguageModel, ISavable<MixtureLanguageModel>, IHasSavedParts
{
    private const int FormatVersion = 1;
    private const double WeightTolerance = 1e-6;

    /// <summary>Mixes models that have the same token ids.</summary>
    /// <param name="models">At least one.</param>
    /// <param name="weights">λ of each, at least 0, their sum 1.</param>
    /// <exception cref="ArgumentException">The vocabularies differ in size or special tokens, or the weights are not as they should be.</exception>
    public MixtureLanguageModel(IReadOnlyList<ILanguageModel> models, IReadOnlyList<double> weights)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(weights);
        if (models.Count == 0)
        {
            throw new ArgumentException("There is nothing to mix. Give at least one model.", nameof(models));
        }

        RequireWeights(weights, models.Count);
        for (int m = 1; m < models.Count; m++)
        {
            if (models[m].VocabularySize != models[0].VocabularySize || models[m].SpecialTokens != models[0].SpecialTokens)
            {
                throw new ArgumentException(
                    $"Model {m + 1} has {models[m].VocabularySize} tokens and the first {models[0].VocabularySize}, or other special tokens. "
                    + "Mix models of one vocabulary, or models with their codecs by MixtureLanguageModel.Mix.",
                    nameof(models));
            }
        }

        Models = [.. models];
        Weights = [.. weights.Select(weight => weight / weights.Sum())];
    }

    private static ReadOnlySpan<byte> Magic => "LMMIXTUR"u8;

    /// <summary>The models.</summary>
    public IReadOnlyList<ILanguageModel> Models { get; }

    /// <summary>λ of each model; their sum is 1.</summary>
    public IReadOnlyList<double> Weights { get; }

    /// <inheritdoc/>
    public int VocabularySize => Models[0].VocabularySize;

    /// <inheritdoc/>
    public SpecialTokens SpecialTokens => Models[0].SpecialTokens;

    /// <inheritdoc/>
    public int? MaximumContextLength => Models.Min(model => model.MaximumContextLength);

    /// <summary>
    /// Mixes models for text. Where their vocabularies differ, the mixture has the words of all; a word that a model lacks has probability 0
    /// in it, and is unknown to it as context, so that the sum over all words stays 1.
    /// </summary>
    /// <param name="models">At least one, with a <see cref="VocabularyCodec"/> each that split text by the same rule; or all with the same tokens.</param>
    /// <param name="weights">λ of each, at least 0, their sum 1.</param>
    /// <exception cref="ArgumentException">The models cannot be mixed, or the weights are not as they should be.</exception>
    public static TextLanguageModel Mix(IReadOnlyList<TextLanguageModel> models, IReadOnlyList<double> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        (ILanguageModel[] joint, ITextCodec codec) = TextMixing.Join(models);
        return new TextLanguageModel(new MixtureLanguageModel(joint, weights), codec);
    }

    /// <summary>The weights that make a tuning text most probable, by expectation maximisation.</summary>
    /// <param name="models">As for <see cref="Mix"/>.</param>
    /// <param name="texts">Sequences that none of the models was trained on.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>λ of each model; their sum is 1.</returns>
    /// <exception cref="InvalidDataException">No model gives any token of the texts a chance.</exception>
    public static IReadOnlyList<double> EstimateWeights(
        IReadOnlyList<TextLanguageModel> models, IEnumerable<string> texts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        (ILanguageModel[] joint, ITextCodec codec) = TextMixing.Join(models);
        return MixtureWeights.Estimate(TextMixing.Score(joint, codec, texts, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public static MixtureLanguageModel Load(Stream stream)
    {
        var reader = new BinaryModelReader(stream, Magic, FormatVersion, "mixture of language models");
        int count = reader.ReadInt32(1, short.MaxValue, "the number of models");
        var weights = new List<double>();
        var types = new List<Type>();
        while (types.Count < count)
        {
            weights.Add(reader.ReadDouble());
            types.Add(SavedPartStream.ReadType(reader));
        }

        reader.Complete();
        ILanguageModel[] models = [.. types.Select(type => (ILanguageModel)SavedPart.Load(type, stream))];
        try
        {
            return new MixtureLanguageModel(models, weights);
        }
        catch (ArgumentException e)
        {
            throw reader.Error($"expected models that can be mixed, but: {e.Message.TrimEnd('.')}");
        }
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">One of the models cannot be saved.</exception>
    public void Save(Stream stream)
    {
        ((IHasSavedParts)this).CheckSavable();
        var writer = new BinaryModelWriter(stream, Magic, FormatVersion);
        writer.Write(Models.Count);
        for (int m = 0; m < Models.Count; m++)
        {
            writer.Write(Weights[m]);
            SavedPartStream.WriteName(writer, Models[m]);
        }

        writer.Complete();
        foreach (ILanguageModel model in Models)
        {
            SavedPart.Save(model, stream);
        }
    }

    /// <inheritdoc/>
    public LanguageModelState CreateState() => new MixtureState(this);

    /// <inheritdoc/>
    public int PreferredBatchSize => Models.Max(model => model.PreferredBatchSize);

    /// <inheritdoc/>
    public void EvaluateBatch(ReadOnlySpan<LanguageModelState> states, CancellationToken cancellationToken = default)
    {
        for (int m = 0; m < Models.Count; m++)
        {
            var parts = new LanguageModelState[states.Length];
            for (int i = 0; i < parts.Length; i++)
            {
                parts[i] = (states[i] as MixtureState)?.PartOf(this, m) ?? throw new ArgumentException($"State {i} was not created by this model.", nameof(states));
            }

            Models[m].EvaluateBatch(parts, cancellationToken);
        }
    }

    /// <inheritdoc/>
    void ILanguageModel.ScoreBatch(ReadOnlySpan<SequenceToScore> batch, CancellationToken cancellationToken) => MixtureBatch.Score(this, batch, cancellationToken);

    void IHasSavedParts.CheckSavable()
    {
        foreach (ILanguageModel model in Models)
        {
            SavedPartStream.CheckSavable(model);
        }
    }

    /// <summary>Refuses weights that are not λ.</summary>
    internal static void RequireWeights(IReadOnlyList<double> weights, int count)
    {
        if (weights.Count != count || weights.Any(weight => !(weight >= 0)) || Math.Abs(weights.Sum() - 1) > WeightTolerance)
        {
            throw new ArgumentException(
                $"Expected {count} weights from 0 on whose sum is 1, one for each model, but got {string.Join(", ", weights.Select(weight => FormattableString.Invariant($"{weight:R}")))}.", nameof(weights));
        }
    }
}
