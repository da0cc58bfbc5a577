using System.Runtime.InteropServices;

namespace LanguageModeling.Counting;

/// <summary>Decides which n-grams are left out of a model: the rare ones, and those with a word outside a given list.</summary>
internal static class Pruning
{
    /// <summary>Sets <see cref="CountedNgrams.Pruned"/> of every order.</summary>
    /// <param name="counts">Counted n-grams.</param>
    /// <param name="options">Thresholds, compared with plain counts, and the list of words.</param>
    /// <param name="tokens">The words, by id.</param>
    /// <param name="special">Unknown, beginning and end: always kept.</param>
    /// <remarks>What holds a pruned n-gram occurs no more often, and thresholds do not decrease: so it is pruned as well.</remarks>
    public static void Apply(NgramCounts counts, NgramOptions options, IReadOnlyList<string> tokens, ReadOnlySpan<int> special)
    {
        HashSet<string>? allowed = options.LimitVocabulary is null ? null : new HashSet<string>(options.LimitVocabulary, StringComparer.Ordinal);
        CountedNgrams words = counts[1];
        words.Pruned = new bool[words.Count];
        for (int word = 0; word < words.Count; word++)
        {
            bool kept = words.Plain[word] > options.PruningThreshold(1) && allowed?.Contains(tokens[word]) != false;
            words.Pruned[word] = !kept && !special.Contains(word);
        }

        for (int n = 2; n <= counts.Order; n++)
        {
            CountedNgrams ngrams = counts[n];
            ReadOnlySpan<int> plain = CollectionsMarshal.AsSpan(ngrams.Plain);
            ngrams.Pruned = new bool[ngrams.Count];
            for (int j = 0; j < ngrams.Count; j++)
            {
                ngrams.Pruned[j] = plain[j] <= options.PruningThreshold(n) || words.Pruned[ngrams.Word[j]] || counts[n - 1].Pruned[ngrams.Context[j]];
            }
        }
    }
}
