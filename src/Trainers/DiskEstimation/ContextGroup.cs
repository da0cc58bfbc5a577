using LanguageModeling.Estimation;
using LanguageModeling.FastEstimation;
using LanguageModeling.Records;

namespace LanguageModeling.DiskEstimation;

/// <summary>The n-grams of one context.</summary>
/// <param name="n">Their order.</param>
/// <param name="d">Its discounts.</param>
internal sealed class ContextGroup(int n, Discounts d)
{
    private readonly int[] _context = new int[n]; // its words, from the last to the first, then its γ
    private readonly int[] _record = new int[n + 2];
    private readonly List<(int Word, long Count)> _kept = [];
    private ContextSums _sums;

    /// <summary>Begins with the context of a record, whose key is a context and a word.</summary>
    public void Begin(ReadOnlySpan<int> record)
    {
        record[..(n - 1)].CopyTo(_context);
        _kept.Clear();
        _sums = new ContextSums(d);
    }

    /// <summary>Whether a record has the same context.</summary>
    public bool Has(ReadOnlySpan<int> record) => record[..(n - 1)].SequenceEqual(_context.AsSpan(0, n - 1));

    /// <summary>Adds a word that follows.</summary>
    public void Add(int word, long count, bool pruned)
    {
        _sums.Add(count, pruned);
        if (!pruned)
        {
            _kept.Add((word, count));
        }
    }

    /// <summary>Gives γ, and the n-grams with u and γ.</summary>
    public void Give(RecordWriter gammas, RecordSorter bySuffix)
    {
        float gamma = _sums.Gamma;
        _context[n - 1] = _record[n + 1] = BitConverter.SingleToInt32Bits(gamma);
        gammas.Write(_context);
        _context.AsSpan(0, n - 1).CopyTo(_record.AsSpan(1));
        foreach ((int word, long count) in _kept)
        {
            _record[0] = word;
            _record[n] = BitConverter.SingleToInt32Bits(_sums.Discounted(count));
            bySuffix.Add(_record);
        }
    }
}
