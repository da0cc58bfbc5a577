using System.Numerics.Tensors;

namespace LanguageModeling.Tables;

/// <summary>
/// A model in back-off form, as ARPA files hold it: P(w | h) is the stored probability of hw when the model has it, else b(h) P(w | h'),
/// with b(h) = 1 for contexts that the model lacks.
/// </summary>
/// <param name="trie">The n-grams.</param>
/// <param name="log10Probabilities">At [n - 1] for each node of level n, log10 of its probability.</param>
/// <param name="log10Backoffs">At [n - 1] for each node of level n &lt; N, log10 of its back-off weight.</param>
/// <remarks>All sums are 32-bit, the probability first and then the weights from the shorter contexts to the longer, as in KenLM.</remarks>
internal sealed class BackoffTables(NgramTrie trie, float[][] log10Probabilities, float[][] log10Backoffs) : TrieTables(trie)
{
    /// <summary>log10 of the probabilities of the n-grams of order <paramref name="n"/>.</summary>
    public float[] Log10Probabilities(int n) => log10Probabilities[n - 1];

    /// <summary>log10 of the back-off weights of the n-grams of order <paramref name="n"/> &lt; N.</summary>
    public float[] Log10Backoffs(int n) => log10Backoffs[n - 1];

    /// <inheritdoc/>
    /// <remarks>Leaves out the longest ends that no n-gram goes on from and whose back-off weight is 1.</remarks>
    public override int Extend(Span<int> nodes, int length, int word)
    {
        int extended = base.Extend(nodes, length, word);
        while (extended > 0 && !Matters(extended, nodes[extended - 1]))
        {
            extended--;
        }

        return extended;
    }

    /// <inheritdoc/>
    public override double LogProbability(ReadOnlySpan<int> context, int word, out int matched)
        => Log10Probability(context, word, out matched) * Ln10;

    /// <summary>log10 P(word | context), the 32-bit number that KenLM gives.</summary>
    public float Log10Probability(ReadOnlySpan<int> context, int word, out int matched)
    {
        int node = FindLongest(context, word, out matched);
        float log10 = log10Probabilities[matched - 1][node];
        for (int k = matched; k <= context.Length; k++)
        {
            if (context[k - 1] >= 0)
            {
                log10 += log10Backoffs[k - 1][context[k - 1]];
            }
        }

        return log10;
    }

    private bool Matters(int n, int node) => node >= 0 && (log10Backoffs[n - 1][node] != 0 || !Trie.Children(n, node, out _).IsEmpty);

    /// <inheritdoc/>
    public override void LogProbabilities(ReadOnlySpan<int> context, Span<float> logProbabilities)
    {
        log10Probabilities[0].CopyTo(logProbabilities);
        for (int k = 1; k <= context.Length; k++)
        {
            int node = context[k - 1];
            if (node < 0)
            {
                continue;
            }

            TensorPrimitives.Add(logProbabilities, log10Backoffs[k - 1][node], logProbabilities);
            ReadOnlySpan<int> words = Trie.Children(k, node, out int first);
            for (int i = 0; i < words.Length; i++)
            {
                logProbabilities[words[i]] = log10Probabilities[k][first + i];
            }
        }

        foreach (ref float value in logProbabilities)
        {
            value = (float)(value * Ln10);
        }
    }
}
