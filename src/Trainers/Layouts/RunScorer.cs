using System.Runtime.CompilerServices;
using LanguageModeling.Tables;

namespace LanguageModeling.Layouts;

/// <summary>
/// Scores many words at once. The n-grams that end at a place of the text follow from the words alone, so the bigrams of a whole block are
/// looked up together, then the trigrams of those places that had one, and so on: the ways to memory overlap, also within one sequence.
/// </summary>
/// <param name="layout">The model.</param>
internal readonly struct RunScorer<TLayout>(TLayout layout)
    where TLayout : struct, INgramLayout
{
    /// <summary>Places looked up together: more than a core has misses in flight, few enough for its first cache.</summary>
    private const int Block = 64;

    private const int Stride = Block + 1; // the place before the block at [0]

    /// <summary>Scores.</summary>
    [SkipLocalsInit]
    public void Score(in ScoringRun run, CancellationToken cancellationToken)
    {
        Span<int> nodes = stackalloc int[layout.Order * Stride]; // [n - 1][place + 1]
        Span<byte> matched = stackalloc byte[Stride]; // [place + 1]
        Span<byte> limits = stackalloc byte[Block]; // most words that an n-gram may have
        int sequence = 0;
        for (int start = 0; start < run.Words.Length; start += Block)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<int> words = run.Words[start..Math.Min(start + Block, run.Words.Length)];
            for (int t = 0; t < words.Length; t++)
            {
                while (sequence + 1 < run.Starts.Length && run.Starts[sequence + 1] <= start + t)
                {
                    sequence++;
                }

                limits[t] = (byte)Math.Min(start + t - run.Starts[sequence] + 1, layout.Order);
            }

            FindBlock(words, limits, nodes, matched);
            SumBlock(limits[..words.Length], nodes, matched, run.Log10Probabilities[start..]);
            if (!run.Matched.IsEmpty)
            {
                matched[1..(words.Length + 1)].CopyTo(run.Matched[start..]);
            }

            matched[0] = matched[words.Length];
            for (int n = 1; n < layout.Order; n++)
            {
                nodes[(n - 1) * Stride] = nodes[((n - 1) * Stride) + words.Length];
            }
        }
    }

    /// <summary>Finds the n-grams that end at each place of a block, order by order.</summary>
    [SkipLocalsInit]
    private void FindBlock(ReadOnlySpan<int> words, ReadOnlySpan<byte> limits, Span<int> nodes, Span<byte> matched)
    {
        Span<int> contexts = stackalloc int[Block];
        Span<int> lasts = stackalloc int[Block];
        Span<int> found = stackalloc int[Block];
        Span<byte> places = stackalloc byte[Block]; // those still to be extended
        for (int t = 0; t < words.Length; t++)
        {
            layout.PrefetchNumbers(1, words[t]);
            nodes[t + 1] = words[t];
            matched[t + 1] = 1;
            places[t] = (byte)t;
        }

        int active = words.Length;
        for (int n = 2; n <= layout.Order && active > 0; n++)
        {
            Span<int> shorter = nodes.Slice((n - 2) * Stride, Stride); // [place + 1]
            int kept = 0;
            for (int i = 0; i < active; i++)
            {
                int t = places[i];
                if (limits[t] >= n && matched[t] >= n - 1 && layout.ExtendsLeft(n - 1, shorter[t + 1]) && layout.MayExtendRight(n - 1, shorter[t]))
                {
                    places[kept] = (byte)t;
                    contexts[kept] = shorter[t];
                    lasts[kept++] = words[t];
                }
            }

            layout.FindMany(n, contexts[..kept], lasts[..kept], found);
            Span<int> longer = nodes.Slice((n - 1) * Stride, Stride);
            active = 0;
            for (int i = 0; i < kept; i++)
            {
                if (found[i] != -1)
                {
                    int t = places[active++] = places[i];
                    longer[t + 1] = found[i];
                    matched[t + 1] = (byte)n;
                }
            }
        }
    }

    /// <summary>Adds up probabilities and back-off weights.</summary>
    private void SumBlock(ReadOnlySpan<byte> limits, ReadOnlySpan<int> nodes, ReadOnlySpan<byte> matched, Span<float> log10Probabilities)
    {
        for (int t = 0; t < limits.Length; t++)
        {
            int m = matched[t + 1];
            layout.PrefetchNumbers(m, nodes[((m - 1) * Stride) + t + 1]);
            for (int k = m; k <= Math.Min(matched[t], limits[t] - 1); k++)
            {
                layout.PrefetchNumbers(k, nodes[((k - 1) * Stride) + t]);
            }
        }

        for (int t = 0; t < limits.Length; t++)
        {
            int m = matched[t + 1];
            float log10 = layout.Log10Probability(m, nodes[((m - 1) * Stride) + t + 1]);
            for (int k = m; k <= Math.Min(matched[t], limits[t] - 1); k++)
            {
                log10 += layout.Log10Backoff(k, nodes[((k - 1) * Stride) + t]);
            }

            log10Probabilities[t] = log10;
        }
    }
}
