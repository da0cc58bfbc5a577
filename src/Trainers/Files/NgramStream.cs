using LanguageModeling.Counting;
using LanguageModeling.Layouts;
using LanguageModeling.Tables;

namespace LanguageModeling.Files;

/// <summary>Gives a finished model to a sink: level by level, each in suffix order.</summary>
internal static class NgramStream
{
    private const int Batch = 4096;

    /// <summary>Gives a model.</summary>
    /// <param name="tables">In back-off form.</param>
    /// <param name="vocabulary">Its words.</param>
    /// <param name="sink">Receives it.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static void Copy(NgramTables tables, Vocabulary vocabulary, INgramSink sink, CancellationToken cancellationToken = default)
    {
        int order = tables.Order;
        long[] counts = [.. Enumerable.Range(1, order).Select(tables.Count)];
        sink.Begin(vocabulary, counts);
        int[][] contexts = new int[order + 1][]; // [n][number]
        int[][] lasts = new int[order + 1][];
        int[] ranks = []; // of each n-gram of the level before in suffix order
        for (int n = 1; n <= order; n++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            NgramLevel level = ReadLevel(tables, n);
            (contexts[n], lasts[n]) = (level.Contexts, level.Words);
            int[] sorted = n == 1 ? CountingSort.Places(level.Words.Length) : Sort(level, ranks, tables.VocabularySize);
            ranks = new int[sorted.Length];
            for (int rank = 0; rank < sorted.Length; rank++)
            {
                ranks[sorted[rank]] = rank;
            }

            Give(n, sorted, contexts, lasts, level, sink, cancellationToken);
        }

        sink.End();
    }

    /// <summary>Suffix order compares the last word first, and then the context in suffix order.</summary>
    private static int[] Sort(NgramLevel level, int[] ranks, int vocabularySize)
    {
        int[] contextRanks = Array.ConvertAll(level.Contexts, context => ranks[context]);
        int[] sorted = CountingSort.Sort(CountingSort.Places(contextRanks.Length), contextRanks, ranks.Length);
        return CountingSort.Sort(sorted, level.Words, vocabularySize);
    }

    private static void Give(
        int n, int[] sorted, int[][] contexts, int[][] lasts, NgramLevel level, INgramSink sink, CancellationToken cancellationToken)
    {
        int[] words = new int[Batch * n];
        float[] p = new float[Batch];
        float[] b = new float[level.Log10Backoffs.Length == 0 ? 0 : Batch];
        for (int start = 0; start < sorted.Length; start += Batch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = Math.Min(Batch, sorted.Length - start);
            for (int i = 0; i < count; i++)
            {
                int number = sorted[start + i];
                p[i] = level.Log10Probabilities[number];
                if (b.Length > 0)
                {
                    b[i] = level.Log10Backoffs[number];
                }

                for (int k = n; k > 1; k--)
                {
                    words[(i * n) + k - 1] = lasts[k][number];
                    number = contexts[k][number];
                }

                words[i * n] = number;
            }

            sink.Add(n, words.AsSpan(0, count * n), p.AsSpan(0, count), b.AsSpan(0, Math.Min(b.Length, count)));
        }
    }

    private static NgramLevel ReadLevel(NgramTables tables, int n)
    {
        if (tables is LayoutTables layout)
        {
            return layout.ReadLevel(n);
        }

        var backoff = (BackoffTables)tables;
        return new NgramLevel(
            n == 1 ? [] : backoff.Trie.Parents(n),
            n == 1 ? CountingSort.Places(backoff.VocabularySize) : backoff.Trie.Words(n).ToArray(),
            backoff.Log10Probabilities(n),
            n < backoff.Order ? backoff.Log10Backoffs(n) : []);
    }
}
