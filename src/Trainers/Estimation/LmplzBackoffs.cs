using LanguageModeling.Counting;

namespace LanguageModeling.Estimation;

/// <summary>
/// The back-off weights that KenLM's lmplz writes for a text whose last line does not end with a line feed.
/// </summary>
/// <remarks>
/// lmplz merges two sorted rows: the n-grams, and the weights γ of those that are contexts. It takes every n-gram that does not end in
/// &lt;/s&gt; to be a context. The last n-grams of a sentence that was cut off are none, and from there on each n-gram gets the weight of
/// the next context; where the order above is pruned, the search for the missing weight uses up the whole row, and no n-gram after it gets
/// one. With a final line feed, every such n-gram is a context, and this gives the weights as they are.
/// </remarks>
internal static class LmplzBackoffs
{
    /// <summary>Replaces the weights of one order.</summary>
    /// <param name="counts">Counts, with pruning decided.</param>
    /// <param name="n">The order, below N.</param>
    /// <param name="gamma">γ of each n-gram of the order; changed.</param>
    /// <param name="searched">Whether lmplz looks weights up, as it does where the order above is pruned.</param>
    /// <param name="unknown">The unknown word.</param>
    /// <param name="end">&lt;/s&gt;.</param>
    public static void Apply(NgramCounts counts, int n, float[] gamma, bool searched, int unknown, int end)
    {
        bool[] isContext = new bool[gamma.Length];
        foreach (int context in counts[n + 1].Context)
        {
            isContext[context] = true;
        }

        int[] contexts = Array.FindAll(CountingSort.Places(gamma.Length), j => isContext[j]); // in suffix order, pruned ones included
        float[] weights = Array.ConvertAll(contexts, j => gamma[j]);
        int next = 0;
        for (int j = 0; j < gamma.Length; j++)
        {
            if (counts[n].Pruned[j])
            {
                continue;
            }

            gamma[j] = 1;
            if (counts[n].Word[j] == unknown || counts[n].Word[j] == end)
            {
                continue;
            }

            while (searched && next < contexts.Length && contexts[next] != j)
            {
                next++;
            }

            if (next < contexts.Length)
            {
                gamma[j] = weights[next++];
            }
        }
    }
}
