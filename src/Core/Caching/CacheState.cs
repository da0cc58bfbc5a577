using System.Runtime.InteropServices;

namespace LanguageModeling.Caching;

/// <summary>A context of a model with a cache: one of the model, and the tokens.</summary>
internal sealed class CacheState(CacheLanguageModel model, LanguageModelState inner, List<int> tokens) : LanguageModelState
{
    private readonly Dictionary<int, double> _cache = []; // P_cache of the tokens that have some
    private bool _isCurrent; // whether _cache belongs to the context

    /// <summary>The state of the model without the cache; null if it is another model's.</summary>
    public LanguageModelState? InnerOf(CacheLanguageModel whole) => whole == model ? inner : null;

    /// <inheritdoc/>
    public override int Length => tokens.Count;

    /// <inheritdoc/>
    public override void Append(int token, CancellationToken cancellationToken = default)
    {
        inner.Append(token, cancellationToken);
        tokens.Add(token);
        _isCurrent = false;
    }

    /// <inheritdoc/>
    public override void GetNextLogProbabilities(Span<float> logProbabilities, CancellationToken cancellationToken = default)
    {
        inner.GetNextLogProbabilities(logProbabilities, cancellationToken);
        Dictionary<int, double> cache = GetCache();
        if (cache.Count == 0)
        {
            return;
        }

        double weight = model.Options.Weight;
        float rest = (float)Math.Log(1 - weight);
        foreach ((int token, double share) in cache)
        {
            logProbabilities[token] = (float)(Math.Min(0, Mix(logProbabilities[token], share)) - rest); // the next loop adds the rest
        }

        foreach (ref float value in logProbabilities)
        {
            value = Math.Min(0, value + rest);
        }
    }

    /// <inheritdoc/>
    public override double GetNextLogProbability(int token, CancellationToken cancellationToken = default)
    {
        double own = inner.GetNextLogProbability(token, cancellationToken);
        Dictionary<int, double> cache = GetCache();
        return cache.Count == 0 ? own : Math.Min(0, Mix(own, cache.GetValueOrDefault(token)));
    }

    /// <inheritdoc/>
    public override void Rewind(int length)
    {
        inner.Rewind(length);
        tokens.RemoveRange(length, tokens.Count - length);
        _isCurrent = false;
    }

    /// <inheritdoc/>
    public override LanguageModelState Fork() => new CacheState(model, inner.Fork(), [.. tokens]);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        inner.Dispose();
        base.Dispose(disposing);
    }

    private double Mix(double own, double share) => Math.Log(((1 - model.Options.Weight) * Math.Exp(own)) + (model.Options.Weight * share));

    /// <summary>P_cache; empty while the cache is.</summary>
    private Dictionary<int, double> GetCache()
    {
        if (_isCurrent)
        {
            return _cache;
        }

        _cache.Clear();
        int start = FindStart();
        for (int n = 1; n <= model.Options.Order; n++)
        {
            Add(n, start);
        }

        _isCurrent = true;
        return _cache;
    }

    /// <summary>Where the last K tokens that count begin.</summary>
    private int FindStart()
    {
        int start = tokens.Count;
        for (int left = model.Options.Size; start > 0 && left > 0; start--)
        {
            left -= IsCached(tokens[start - 1]) ? 1 : 0;
        }

        return start;
    }

    /// <summary>From P_cache of order n - 1 to that of order n.</summary>
    private void Add(int n, int start)
    {
        ReadOnlySpan<int> all = CollectionsMarshal.AsSpan(tokens);
        int k = n - 1; // tokens of the history
        if (all.Length < k)
        {
            return;
        }

        ReadOnlySpan<int> history = all[(all.Length - k)..];
        var shares = new Dictionary<int, double>();
        double total = 0;
        double value = 1;
        for (int i = all.Length - 1; i >= start; i--, value *= model.Options.Decay)
        {
            if (i - k >= 0 && IsCached(all[i]) && all.Slice(i - k, k).SequenceEqual(history))
            {
                CollectionsMarshal.GetValueRefOrAddDefault(shares, all[i], out _) += value;
                total += value;
            }
        }

        if (total > 0)
        {
            double half = n == 1 ? 1 : 0.5;
            foreach (int token in _cache.Keys)
            {
                _cache[token] *= 1 - half;
            }

            foreach ((int token, double share) in shares)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(_cache, token, out _) += half * share / total;
            }
        }
    }

    private bool IsCached(int token) => token != model.SpecialTokens.BeginningOfSequence && token != model.SpecialTokens.Padding;
}
