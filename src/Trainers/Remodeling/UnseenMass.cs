using LanguageModeling.Tables;

namespace LanguageModeling.Remodeling;

/// <summary>What a distribution leaves to the words that are no continuation of a context: Σ P(w) over all w but some.</summary>
/// <param name="model">Tells which words are predicted.</param>
/// <remarks>1 minus the sum of the others, or, where that is too small to be exact with 32-bit logs, the sum itself.</remarks>
internal sealed class UnseenMass(NgramLanguageModel model)
{
    private const double LeastExact = 1e-3;

    private readonly float[] _distribution = new float[model.VocabularySize];

    /// <summary>The mass.</summary>
    /// <param name="seenMass">Σ P(w) over <paramref name="seen"/>.</param>
    /// <param name="seen">Words that do not count, ascending.</param>
    /// <param name="fill">Writes ln P(w) of all words.</param>
    public double Get(double seenMass, ReadOnlySpan<int> seen, Action<float[]> fill)
    {
        if (1 - seenMass >= LeastExact)
        {
            return 1 - seenMass;
        }

        fill(_distribution);
        double mass = 0;
        int next = 0;
        for (int word = 0; word < _distribution.Length; word++)
        {
            if (next < seen.Length && seen[next] == word)
            {
                next++;
            }
            else if (word != model.SpecialTokens.BeginningOfSequence && word != model.SpecialTokens.Padding)
            {
                mass += Math.Exp(_distribution[word]);
            }
        }

        return mass;
    }

    /// <summary>Fills with P(· | the words of a context but the first).</summary>
    public static Action<float[]> Lower(BackoffTables tables, ReadOnlyMemory<int> words) => distribution =>
    {
        Span<int> nodes = stackalloc int[tables.Trie.Order - 1];
        int length = 0;
        foreach (int word in words.Span[1..])
        {
            length = tables.Trie.Extend(nodes, length, word);
        }

        tables.LogProbabilities(nodes[..length], distribution);
    };
}
