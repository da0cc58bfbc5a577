using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using LanguageModeling.Files;
using LanguageModeling.Tables;

namespace LanguageModeling.Layouts;

/// <summary>A back-off model in memory outside the managed heap: mapped from a file, or made here.</summary>
/// <remarks>
/// With every n-gram, the model has its first n - 1 and its last n - 1 words. So the n-grams that end in a word are found from the shortest
/// to the longest, and the first that is missing ends the search. Sums are 32-bit, the probability first and then the weights from the
/// shorter contexts to the longer, as in KenLM.
/// </remarks>
internal abstract class LayoutTables(ModelImage image) : NgramTables
{
    /// <summary>What the model is written and checked as.</summary>
    public ModelImage Image => image;

    /// <summary>Scores sequences that stand one behind the other.</summary>
    /// <param name="run">The sequences.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public abstract void Score(in ScoringRun run, CancellationToken cancellationToken);

    /// <summary>Reads all n-grams of order <paramref name="n"/>.</summary>
    public abstract NgramLevel ReadLevel(int n);

    /// <summary>Checks the numbers of all n-grams.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public abstract void CheckNumbers();

    /// <summary>Checks everything: checksums, numbers, and that the n-grams hold together.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public void Verify(CancellationToken cancellationToken)
    {
        Image.Verify();
        CheckNumbers();
        for (int n = 1; n <= Order; n++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadLevel(n);
        }
    }
}

/// <inheritdoc cref="LayoutTables"/>
/// <param name="layout">How the model lies in memory.</param>
/// <param name="image">Keeps that memory.</param>
internal sealed class LayoutTables<TLayout>(TLayout layout, ModelImage image) : LayoutTables(image)
    where TLayout : struct, INgramLayout
{
    private readonly Lazy<int[]> _byProbability = new(() => SortWords(layout));

    /// <inheritdoc/>
    public override int Order => layout.Order;

    /// <inheritdoc/>
    public override int VocabularySize => layout.VocabularySize;

    /// <inheritdoc/>
    public override long Count(int n) => layout.Count(n);

    /// <inheritdoc/>
    public override NgramLevel ReadLevel(int n)
    {
        NgramLevel level = layout.ReadLevel(n);
        GC.KeepAlive(Image);
        return level;
    }

    /// <inheritdoc/>
    public override void CheckNumbers()
    {
        for (int n = 1; n <= Order; n++)
        {
            layout.CheckNumbers(n);
        }

        GC.KeepAlive(Image);
    }

    /// <inheritdoc/>
    public override int Extend(Span<int> nodes, int length, int word)
    {
        if (nodes.IsEmpty)
        {
            return 0;
        }

        Span<int> found = stackalloc int[MaximumOrder];
        int count = FindAll(nodes[..Math.Min(length, nodes.Length - 1)], word, found);
        length = KeepContext(found[..count], nodes);
        GC.KeepAlive(Image);
        return length;
    }

    /// <inheritdoc/>
    [SkipLocalsInit]
    public override double LogProbability(ReadOnlySpan<int> context, int word, out int matched)
    {
        Span<int> found = stackalloc int[MaximumOrder];
        matched = FindAll(context, word, found);
        float log10 = Sum(context, matched, found[matched - 1]);
        GC.KeepAlive(Image);
        return log10 * Ln10;
    }

    /// <inheritdoc/>
    [SkipLocalsInit]
    public override double Advance(Span<int> nodes, ref int length, int word, out int matched)
    {
        Span<int> found = stackalloc int[MaximumOrder];
        matched = FindAll(nodes[..length], word, found);
        float log10 = Sum(nodes[..length], matched, found[matched - 1]);
        length = nodes.IsEmpty ? 0 : KeepContext(found[..Math.Min(matched, nodes.Length)], nodes);
        GC.KeepAlive(Image);
        return log10 * Ln10;
    }

    /// <inheritdoc/>
    public override TokenAlternative[] GetTop(ReadOnlySpan<int> context, int count, Func<int, bool> isPredicted)
    {
        // Words that an n-gram connects to the context, longest first, and then single words from the most probable on.
        var top = new TopWords(count);
        var seen = new HashSet<int>();
        int[] words = [];
        int[] nodes = [];
        for (int k = context.Length; k >= 1; k--)
        {
            int successors = layout.GetSuccessors(k, context[k - 1], ref words, ref nodes);
            for (int i = 0; i < successors; i++)
            {
                if (isPredicted(words[i]) && seen.Add(words[i]))
                {
                    top.Add(words[i], Sum(context, k + 1, nodes[i]) * Ln10);
                }
            }
        }

        foreach (int word in _byProbability.Value)
        {
            if (isPredicted(word) && !seen.Contains(word) && !top.Add(word, Sum(context, 1, word) * Ln10))
            {
                break;
            }
        }

        GC.KeepAlive(Image);
        return top.ToArray();
    }

    /// <inheritdoc/>
    public override void LogProbabilities(ReadOnlySpan<int> context, Span<float> logProbabilities)
    {
        for (int word = 0; word < logProbabilities.Length; word++)
        {
            logProbabilities[word] = layout.Log10Probability(1, word);
        }

        int[] words = [];
        int[] nodes = [];
        for (int k = 1; k <= context.Length; k++)
        {
            TensorPrimitives.Add(logProbabilities, layout.Log10Backoff(k, context[k - 1]), logProbabilities);
            int count = layout.GetSuccessors(k, context[k - 1], ref words, ref nodes);
            for (int i = 0; i < count; i++)
            {
                logProbabilities[words[i]] = layout.Log10Probability(k + 1, nodes[i]);
            }
        }

        foreach (ref float value in logProbabilities)
        {
            value = (float)(value * Ln10);
        }

        GC.KeepAlive(Image);
    }

    /// <inheritdoc/>
    public override void Score(in ScoringRun run, CancellationToken cancellationToken)
    {
        layout.Score(run, cancellationToken);
        GC.KeepAlive(Image);
    }

    /// <summary>The n-grams that are an end of the context followed by the word, from the word alone to the longest.</summary>
    /// <returns>How many there are.</returns>
    private int FindAll(ReadOnlySpan<int> context, int word, Span<int> found)
    {
        for (int k = 1; k <= context.Length; k++)
        {
            layout.Prefetch(k + 1, context[k - 1], word);
        }

        found[0] = word;
        int count = 1;
        while (count <= context.Length && layout.ExtendsLeft(count, found[count - 1]))
        {
            int node = layout.Find(count + 1, context[count - 1], word);
            if (node == -1)
            {
                break;
            }

            found[count++] = node;
        }

        return count;
    }

    /// <summary>The probability of an n-gram, and the weights of the contexts longer than its own.</summary>
    private float Sum(ReadOnlySpan<int> context, int matched, int node)
    {
        float log10 = layout.Log10Probability(matched, node);
        for (int k = matched; k <= context.Length; k++)
        {
            log10 += layout.Log10Backoff(k, context[k - 1]);
        }

        return log10;
    }

    /// <summary>Keeps the ends of a text that matter as contexts.</summary>
    private int KeepContext(ReadOnlySpan<int> found, Span<int> nodes)
    {
        int length = found.Length;
        while (length > 0 && !layout.ExtendsRight(length, found[length - 1]))
        {
            length--;
        }

        found[..length].CopyTo(nodes);
        return length;
    }

    private static int[] SortWords(TLayout layout)
    {
        var keys = new (float, int)[layout.VocabularySize];
        for (int word = 0; word < keys.Length; word++)
        {
            keys[word] = (-layout.Log10Probability(1, word), word);
        }

        Array.Sort(keys);
        return Array.ConvertAll(keys, key => key.Item2);
    }
}
