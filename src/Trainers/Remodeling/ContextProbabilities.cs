using LanguageModeling.Tables;

namespace LanguageModeling.Remodeling;

/// <summary>
/// How often the n-grams of a model begin at some place of a text, ln P(w_1 … w_n), by the chain rule. For &lt;s&gt; stands the probability of
/// &lt;/s&gt;, as there are as many beginnings as ends.
/// </summary>
internal static class ContextProbabilities
{
    /// <summary>ln P at [n - 1][node] for n &lt; N.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tables">Its numbers.</param>
    /// <param name="history">The model that is asked, or null for the same.</param>
    public static double[][] Compute(NgramLanguageModel model, BackoffTables tables, NgramLanguageModel? history)
        => history is null ? Compute(model, tables) : Ask(history, model, new ContextWords(tables.Trie), tables.Trie);

    private static double[][] Compute(NgramLanguageModel model, BackoffTables tables)
    {
        NgramTrie trie = tables.Trie;
        double[][] logProbabilities = new double[trie.Order - 1][];
        for (int n = 1; n < trie.Order; n++)
        {
            logProbabilities[n - 1] = Array.ConvertAll(tables.Log10Probabilities(n), log10 => log10 * NgramTables.Ln10);
            if (n == 1)
            {
                if (model.SpecialTokens is { BeginningOfSequence: { } beginning, EndOfSequence: { } end })
                {
                    logProbabilities[0][beginning] = logProbabilities[0][end];
                }

                continue;
            }

            int[] parents = trie.Parents(n);
            for (int node = 0; node < parents.Length; node++)
            {
                logProbabilities[n - 1][node] += logProbabilities[n - 2][parents[node]];
            }
        }

        return logProbabilities;
    }

    private static double[][] Ask(NgramLanguageModel history, NgramLanguageModel model, ContextWords contexts, NgramTrie trie)
    {
        int[] ids = [.. model.Vocabulary.Tokens.Select(token => history.Vocabulary.GetId(token))];
        SpecialTokens special = history.SpecialTokens;
        double[][] logProbabilities = new double[trie.Order - 1][];
        for (int n = 1; n < trie.Order; n++)
        {
            logProbabilities[n - 1] = new double[trie.Count(n)];
            for (int node = 0; node < logProbabilities[n - 1].Length; node++)
            {
                int[] words = Array.ConvertAll(contexts.Get(n, node), word => ids[word]);
                for (int i = 0; i < n; i++)
                {
                    int word = i == 0 && words[0] == special.BeginningOfSequence && special.EndOfSequence is { } end ? end : words[i];
                    logProbabilities[n - 1][node] += history.Query(words.AsSpan(0, i), word).LogProbability;
                }
            }
        }

        return logProbabilities;
    }
}
