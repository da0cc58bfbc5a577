using LanguageModeling.Estimation;

namespace LanguageModeling.FastEstimation;

/// <summary>The single words of a model: which stay, and how probable each is.</summary>
internal sealed class UnigramEstimation
{
    private readonly long[] _plain; // [V]
    private readonly long[] _adjusted; // [V]
    private readonly NgramFilter _filter;
    private readonly SpecialTokens _special;

    /// <summary>Decides which words stay.</summary>
    /// <param name="plain">How often each word occurs.</param>
    /// <param name="adjusted">Its adjusted count; 0 for &lt;s&gt;.</param>
    /// <param name="filter">What is pruned.</param>
    /// <param name="special">The special words.</param>
    /// <param name="fixedIds">Whether all words stay, also those that were pruned or never seen.</param>
    public UnigramEstimation(long[] plain, long[] adjusted, NgramFilter filter, SpecialTokens special, bool fixedIds)
    {
        _plain = plain;
        _adjusted = adjusted;
        _filter = filter;
        _special = special;
        bool ends = plain[special.EndOfSequence!.Value] > 0; // else the only sentence, if any, was cut off
        Kept = Array.FindAll(
            Enumerable.Range(0, plain.Length).ToArray(), word => fixedIds || (IsSpecial(word) ? ends || word != special.EndOfSequence : !IsPruned(word)));
        Predicted = Kept.Length - 1 - (special.Padding is null ? 0 : 1);
    }

    /// <summary>Takes the counts from a sorted text.</summary>
    public static UnigramEstimation Of(SuffixOrder sorted, NgramFilter filter, SpecialTokens special, bool fixedIds)
    {
        long[] plain = new long[sorted.VocabularySize];
        long[] adjusted = new long[sorted.VocabularySize];
        for (int word = 0; word < plain.Length; word++)
        {
            int first = sorted.FirstPlaceOf(word);
            int end = sorted.LastPlaceOf(word);
            plain[word] = end - first;
            if (word != special.BeginningOfSequence)
            {
                adjusted[word] = sorted.Order == 1 ? end - first : WordsToTheLeft(sorted, first, end);
            }
        }

        return new UnigramEstimation(plain, adjusted, filter, special, fixedIds);
    }

    /// <summary>The ids of the words that stay, ascending; their place here is their id in the model.</summary>
    public int[] Kept { get; }

    /// <summary>V: how many words can be predicted.</summary>
    public long Predicted { get; }

    /// <summary>p(w) of all words by id; <see cref="Slot.Pruned"/> for those that do not stay.</summary>
    public float[] Estimate(Discounts d, NgramOptions options)
    {
        long[] counts = _adjusted;
        var sums = new ContextSums(d);
        for (int word = 0; word < counts.Length; word++)
        {
            if (counts[word] > 0)
            {
                sums.Add(counts[word], !IsSpecial(word) && IsPruned(word));
            }
        }

        float uniform = (float)(1.0 / (sums.IsEmpty ? Predicted : Math.Max(Predicted, options.VocabularyPad))); // lmplz pads no empty text
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
        return p;
    }

    private static int WordsToTheLeft(SuffixOrder sorted, int first, int end)
    {
        int left = 0;
        for (int r = first; r < end; r++)
        {
            left += NgramCode.Shared(sorted.Codes[r]) <= 1 ? 1 : 0;
        }

        return left;
    }

    private bool IsPruned(int word) => _filter.IsPruned(1, _plain[word], _filter.IsRefused(word));

    private bool IsSpecial(int word)
        => word == _special.Unknown || word == _special.BeginningOfSequence || word == _special.EndOfSequence;
}
