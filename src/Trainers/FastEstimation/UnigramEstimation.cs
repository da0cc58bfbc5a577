using LanguageModeling.Estimation;

namespace LanguageModeling.FastEstimation;

/// <summary>The single words of a model: which stay, and how probable each is.</summary>
internal sealed class UnigramEstimation
{
    private readonly SuffixOrder _sorted;
    private readonly NgramFilter _filter;
    private readonly SpecialTokens _special;
    private readonly bool _fixedIds;

    /// <summary>Decides which words stay.</summary>
    /// <param name="sorted">The sorted text.</param>
    /// <param name="filter">What is pruned.</param>
    /// <param name="special">The special words.</param>
    /// <param name="fixedIds">Whether all words stay, also those that were pruned or never seen.</param>
    public UnigramEstimation(SuffixOrder sorted, NgramFilter filter, SpecialTokens special, bool fixedIds)
    {
        _sorted = sorted;
        _filter = filter;
        _special = special;
        _fixedIds = fixedIds;
        Kept = Array.FindAll(Enumerable.Range(0, sorted.VocabularySize).ToArray(), word => fixedIds || IsSpecial(word) || !IsPruned(word));
        NeverEnds = !fixedIds && Occurrences(special.EndOfSequence!.Value) == 0;
        Predicted = Kept.Length - 1 - (special.Padding is null ? 0 : 1) - (NeverEnds ? 1 : 0);
    }

    /// <summary>The ids of the words that stay, ascending; their place here is their id in the model.</summary>
    public int[] Kept { get; }

    /// <summary>V: how many words can be predicted.</summary>
    public long Predicted { get; }

    /// <summary>Whether the only sentence, if any, was cut off, so that &lt;/s&gt; is never predicted.</summary>
    public bool NeverEnds { get; }

    /// <summary>p(w) of all words by id; <see cref="Slot.Pruned"/> for those that do not stay.</summary>
    public float[] Estimate(Discounts d, NgramOptions options)
    {
        int[] counts = new int[_sorted.VocabularySize];
        var sums = new ContextSums(d);
        for (int word = 0; word < counts.Length; word++)
        {
            counts[word] = Count(word);
            if (counts[word] > 0)
            {
                sums.Add(counts[word], !IsSpecial(word) && IsPruned(word));
            }
        }

        float uniform = (float)(1.0 / Math.Max(Predicted, options.VocabularyPad));
        float gamma = sums.IsEmpty ? 1 : sums.Gamma;
        float rest = options.InterpolateUnigrams ? gamma * uniform : 0;
        float[] p = new float[counts.Length];
        Array.Fill(p, Slot.Pruned);
        foreach (int word in Kept)
        {
            bool seen = counts[word] > 0 && (IsSpecial(word) || !IsPruned(word));
            p[word] = (seen ? sums.Discounted(counts[word]) : 0) + rest;
        }

        if (!options.InterpolateUnigrams)
        {
            p[_special.Unknown!.Value] += gamma;
        }

        p[_special.BeginningOfSequence!.Value] = 1; // <s> is given, never predicted
        if (NeverEnds)
        {
            p[_special.EndOfSequence!.Value] = 0;
        }

        return p;
    }

    /// <summary>The adjusted count: different words to its left; at order 1 how often it occurs. &lt;s&gt; is not counted.</summary>
    private int Count(int word)
    {
        if (word == _special.BeginningOfSequence)
        {
            return 0;
        }

        int first = _sorted.FirstPlaceOf(word);
        int end = _sorted.LastPlaceOf(word);
        if (_sorted.Order == 1 || first == end)
        {
            return end - first;
        }

        int left = 0;
        for (int r = first; r < end; r++)
        {
            left += NgramCode.Shared(_sorted.Codes[r]) <= 1 ? 1 : 0;
        }

        return left;
    }

    private int Occurrences(int word) => _sorted.LastPlaceOf(word) - _sorted.FirstPlaceOf(word);

    private bool IsPruned(int word) => _filter.IsPruned(1, Occurrences(word), _filter.IsRefused(word));

    private bool IsSpecial(int word)
        => word == _special.Unknown || word == _special.BeginningOfSequence || word == _special.EndOfSequence;
}
