using System.Runtime.InteropServices;

namespace LanguageModeling.Caching;

/// <summary>The tokens of a context, and what they make of the probability of the next one.</summary>
internal sealed class TokenCache(CacheLanguageModel model, List<int> tokens)
{
    private readonly Dictionary<int, double> _cache = []; // P_cache of the tokens that have some
    private bool _isCurrent; // whether _cache belongs to the context

    /// <summary>Tokens of the context.</summary>
    public int Length => tokens.Count;

    /// <summary>Adds a token to the context.</summary>
    public void Append(int token)
    {
        tokens.Add(token);
        _isCurrent = false;
    }

    /// <summary>Cuts the context.</summary>
    public void Rewind(int length)
    {
        tokens.RemoveRange(length, tokens.Count - length);
        _isCurrent = false;
    }

    /// <summary>The same context, to go on from separately.</summary>
    public TokenCache Fork() => new(model, [.. tokens]);

    /// <summary>ln P of a token with the cache, from that without.</summary>
    public double Adapt(int token, double own)
    {
        Dictionary<int, double> cache = GetShares();
        return cache.Count == 0 ? own : Math.Min(0, Mix(own, cache.GetValueOrDefault(token)));
    }

    /// <summary>ln of the mixture of a probability and a share of the cache.</summary>
    public double Mix(double own, double share) => Math.Log(((1 - model.Options.Weight) * Math.Exp(own)) + (model.Options.Weight * share));

    /// <summary>P_cache; empty while the cache is.</summary>
    public Dictionary<int, double> GetShares()
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
