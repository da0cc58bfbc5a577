using LanguageModeling.Estimation;

namespace LanguageModeling.FastEstimation;

/// <summary>The back-off weights of lmplz for a text whose last line does not end with a line feed; see <see cref="LmplzBackoffs"/>.</summary>
internal static class CutOffBackoffs
{
    /// <summary>Replaces the weights of one order.</summary>
    /// <param name="sorted">The sorted text.</param>
    /// <param name="n">The order, below N.</param>
    /// <param name="p">The probabilities of its n-grams, <see cref="Slot.Pruned"/> for those left out.</param>
    /// <param name="gamma">Their weights, NaN for what is no context; changed.</param>
    /// <param name="searched">Whether lmplz looks weights up, as it does where the order above is pruned.</param>
    /// <param name="special">The special words.</param>
    public static void Apply(SuffixOrder sorted, int n, NativeArray<float> p, NativeArray<float> gamma, bool searched, SpecialTokens special)
    {
        float[] weights = gamma.AsSpan(0, (int)gamma.Length).ToArray();
        long next = 0; // the next context in suffix order
        FindContext();
        long id = 0;
        foreach (int word in LastWords(sorted, n))
        {
            long own = id++;
            if (p[own] == Slot.Pruned)
            {
                continue;
            }

            gamma[own] = float.NaN;
            if (word == special.Unknown || word == special.EndOfSequence)
            {
                continue;
            }

            while (searched && next < weights.Length && next != own)
            {
                next++;
                FindContext();
            }

            if (next < weights.Length)
            {
                gamma[own] = weights[next++];
                FindContext();
            }
        }

        void FindContext()
        {
            while (next < weights.Length && float.IsNaN(weights[next]))
            {
                next++;
            }
        }
    }

    /// <summary>The last word of each n-gram of an order.</summary>
    private static IEnumerable<int> LastWords(SuffixOrder sorted, int n)
    {
        if (n == 1)
        {
            for (int word = 0; word < sorted.VocabularySize; word++)
            {
                yield return word;
            }

            yield break;
        }

        for (int r = 0; r < sorted.Length; r++)
        {
            byte code = sorted.Codes[r];
            if (NgramCode.Shared(code) < n && NgramCode.Depth(code) >= n)
            {
                yield return sorted.Corpus.Ids[sorted.Places[r]];
            }
        }
    }
}
