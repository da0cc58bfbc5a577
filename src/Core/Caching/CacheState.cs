namespace LanguageModeling.Caching;

/// <summary>A context of a model with a cache: one of the model, and the tokens.</summary>
internal sealed class CacheState(CacheLanguageModel model, LanguageModelState inner, TokenCache tokens) : LanguageModelState
{
    /// <summary>The state of the model without the cache; null if it is another model's.</summary>
    public LanguageModelState? InnerOf(CacheLanguageModel whole) => whole == model ? inner : null;

    /// <inheritdoc/>
    public override int Length => tokens.Length;

    /// <inheritdoc/>
    public override void Append(int token, CancellationToken cancellationToken = default)
    {
        inner.Append(token, cancellationToken);
        tokens.Append(token);
    }

    /// <inheritdoc/>
    public override void GetNextLogProbabilities(Span<float> logProbabilities, CancellationToken cancellationToken = default)
    {
        inner.GetNextLogProbabilities(logProbabilities, cancellationToken);
        Dictionary<int, double> cache = tokens.GetShares();
        if (cache.Count == 0)
        {
            return;
        }

        double weight = model.Options.Weight;
        float rest = (float)Math.Log(1 - weight);
        foreach ((int token, double share) in cache)
        {
            logProbabilities[token] = (float)(Math.Min(0, tokens.Mix(logProbabilities[token], share)) - rest); // the next loop adds the rest
        }

        foreach (ref float value in logProbabilities)
        {
            value = Math.Min(0, value + rest);
        }
    }

    /// <inheritdoc/>
    public override double GetNextLogProbability(int token, CancellationToken cancellationToken = default)
        => tokens.Adapt(token, inner.GetNextLogProbability(token, cancellationToken));

    /// <inheritdoc/>
    public override void Rewind(int length)
    {
        inner.Rewind(length);
        tokens.Rewind(length);
    }

    /// <inheritdoc/>
    public override LanguageModelState Fork() => new CacheState(model, inner.Fork(), tokens.Fork());

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        inner.Dispose();
        base.Dispose(disposing);
    }
}
