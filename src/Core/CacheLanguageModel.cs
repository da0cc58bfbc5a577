using LanguageModeling.Caching;
using LanguageModeling.Files;
using LanguageModeling.Persistence;

namespace LanguageModeling;

/// <summary>
/// A model that adapts to what it reads: P(w | h) = (1 - μ) P_model(w | h) + μ P_cache(w | h), the cache being the last K tokens.
/// R. Kuhn and R. De Mori, "A Cache-Based Natural Language Model for Speech Recognition", IEEE Transactions on Pattern Analysis and Machine
/// Intelligence 12, 1990.
/// </summary>
/// <remarks>
/// <para>
/// P_cache of order 1 is the share of w among the tokens of the cache. Of order n, where the last n - 1 tokens are in the cache with something
/// after them: the mean of the share of w among what comes after them, and P_cache of order n - 1; else the latter alone (Goodman 2001 has
/// such caches). While the cache is empty, P_model has the whole share. So every distribution sums to 1.
/// </para>
/// <para>
/// Beginnings and padding, which are never predicted, are not cached. The cache is part of the state, and reaches across sentences where the
/// state does: see <see cref="TextLanguageModelScoring.ScoreInTurn"/>. Immutable and safe for use by many threads at once, as the model is.
/// </para>
/// </remarks>
public sealed class CacheLanguageModel : ILanguageModel, ISavable<CacheLanguageModel>, IHasSavedParts
{
    private const int FormatVersion = 1;

    /// <summary>Adds a cache to a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">Settings; defaults when null.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public CacheLanguageModel(ILanguageModel model, CacheOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        Options = options ?? new CacheOptions();
        Options.Validate();
        Model = model;
    }

    private static ReadOnlySpan<byte> Magic => "LMCACHED"u8;

    /// <summary>The model without the cache.</summary>
    public ILanguageModel Model { get; }

    /// <summary>Settings of the cache.</summary>
    public CacheOptions Options { get; }

    /// <inheritdoc/>
    public int VocabularySize => Model.VocabularySize;

    /// <inheritdoc/>
    public SpecialTokens SpecialTokens => Model.SpecialTokens;

    /// <inheritdoc/>
    public int? MaximumContextLength => Model.MaximumContextLength;

    /// <inheritdoc/>
    public static CacheLanguageModel Load(Stream stream)
    {
        var reader = new BinaryModelReader(stream, Magic, FormatVersion, "language model with a cache");
        var options = new CacheOptions
        {
            Weight = reader.ReadDouble(),
            Size = reader.ReadInt32(),
            Order = reader.ReadInt32(),
            Decay = reader.ReadDouble(),
        };
        try
        {
            options.Validate();
        }
        catch (ArgumentException e)
        {
            throw reader.Error($"expected settings of a cache, but: {e.Message.TrimEnd('.')}");
        }

        Type type = SavedPartStream.ReadType(reader);
        reader.Complete();
        return new CacheLanguageModel((ILanguageModel)SavedPart.Load(type, stream), options);
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The model cannot be saved.</exception>
    public void Save(Stream stream)
    {
        SavedPartStream.CheckSavable(Model);
        var writer = new BinaryModelWriter(stream, Magic, FormatVersion);
        writer.Write(Options.Weight);
        writer.Write(Options.Size);
        writer.Write(Options.Order);
        writer.Write(Options.Decay);
        SavedPartStream.WriteName(writer, Model);
        writer.Complete();
        SavedPart.Save(Model, stream);
    }

    /// <inheritdoc/>
    public LanguageModelState CreateState() => new CacheState(this, Model.CreateState(), new TokenCache(this, []));

    /// <inheritdoc/>
    void ILanguageModel.ScoreBatch(ReadOnlySpan<SequenceToScore> batch, CancellationToken cancellationToken)
    {
        foreach (SequenceToScore sequence in batch)
        {
            if (!sequence.Ranks.IsEmpty)
            {
                SequenceToScore.ScoreOneByOne(this, batch, cancellationToken); // ranks need whole distributions
                return;
            }
        }

        Model.ScoreBatch(batch, cancellationToken);
        foreach (SequenceToScore sequence in batch)
        {
            var cache = new TokenCache(this, [.. sequence.Context.Span]);
            Span<double> scores = sequence.LogProbabilities.Span;
            for (int t = 0; t < scores.Length; t++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int token = sequence.Tokens.Span[t];
                scores[t] = cache.Adapt(token, scores[t]);
                cache.Append(token);
            }
        }
    }

    /// <inheritdoc/>
    public int PreferredBatchSize => Model.PreferredBatchSize;

    /// <inheritdoc/>
    public void EvaluateBatch(ReadOnlySpan<LanguageModelState> states, CancellationToken cancellationToken = default)
    {
        var inner = new LanguageModelState[states.Length];
        for (int i = 0; i < inner.Length; i++)
        {
            inner[i] = (states[i] as CacheState)?.InnerOf(this) ?? throw new ArgumentException($"State {i} was not created by this model.", nameof(states));
        }

        Model.EvaluateBatch(inner, cancellationToken);
    }

    void IHasSavedParts.CheckSavable() => SavedPartStream.CheckSavable(Model);
}
