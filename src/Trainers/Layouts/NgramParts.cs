using LanguageModeling.Files;

namespace LanguageModeling.Layouts;

/// <summary>Finds the first and the last n - 1 words of many n-grams among the shorter ones, on all cores.</summary>
internal sealed unsafe class NgramParts
{
    /// <summary>The node of a suffix that is that of the n-gram before.</summary>
    public const int Same = -1;

    private const int Batch = 256; // n-grams looked up together, so that memory is asked for long before it is needed
    private const int WorthThreads = 16; // batches

    private static readonly int[] AllPlaces = [.. Enumerable.Range(0, Batch)];

    private readonly Lock _lock = new();
    private readonly Scratch _scratch = new();
    private int[] _contexts = [];
    private int[] _suffixes = [];
    private int _count;
    private int _missing; // the first n-gram that lacks a part
    private int _missingStart; // of that part: 0 or 1

    /// <summary>Nodes of the first n - 1 words.</summary>
    public ReadOnlySpan<int> Contexts => _contexts.AsSpan(0, _count);

    /// <summary>Nodes of the last n - 1 words, or <see cref="Same"/>.</summary>
    public ReadOnlySpan<int> Suffixes => _suffixes.AsSpan(0, _count);

    /// <summary>Finds them.</summary>
    /// <param name="layout">Has all shorter n-grams.</param>
    /// <param name="n">At least 2.</param>
    /// <param name="words">[K, n] row-major.</param>
    /// <exception cref="IncompleteNgramsException">The model lacks a part.</exception>
    public void Find<TLayout>(TLayout layout, int n, ReadOnlySpan<int> words)
        where TLayout : struct, INgramLayout
    {
        _count = words.Length / n;
        _missing = int.MaxValue;
        if (_contexts.Length < _count)
        {
            _contexts = new int[_count];
            _suffixes = new int[_count];
        }

        int batches = (_count + Batch - 1) / Batch;
        fixed (int* pinned = words)
        {
            int* first = pinned;
            if (batches < WorthThreads)
            {
                for (int batch = 0; batch < batches; batch++)
                {
                    FindBatch(layout, n, first, batch, _scratch);
                }
            }
            else
            {
                Parallel.For(0, batches, () => new Scratch(), (batch, _, scratch) => FindBatch(layout, n, first, batch, scratch), _ => { });
            }
        }

        if (_missing != int.MaxValue)
        {
            throw new IncompleteNgramsException(n, words.Slice((_missing * n) + _missingStart, n - 1));
        }
    }

    private Scratch FindBatch<TLayout>(TLayout layout, int n, int* words, int batch, Scratch scratch)
        where TLayout : struct, INgramLayout
    {
        int start = batch * Batch;
        int count = Math.Min(Batch, _count - start);
        var own = new ReadOnlySpan<int>(words + ((long)start * n), count * n);
        int suffixes = FindSuffixes(n, own, scratch.Places);
        ReadOnlySpan<int> found = FindParts(layout, n, own, 1, scratch.Places.AsSpan(0, suffixes), start, scratch);
        _suffixes.AsSpan(start, count).Fill(Same);
        for (int i = 0; i < found.Length; i++)
        {
            _suffixes[start + scratch.Places[i]] = found[i];
        }

        FindParts(layout, n, own, 0, AllPlaces.AsSpan(0, count), start, scratch).CopyTo(_contexts.AsSpan(start));
        return scratch;
    }

    /// <summary>The n-grams whose last n - 1 words are other than those of the one before; in suffix order equal ones follow each other.</summary>
    private static int FindSuffixes(int n, ReadOnlySpan<int> words, int[] places)
    {
        int suffixes = 0;
        for (int i = 0; i < words.Length / n; i++)
        {
            if (i == 0 || !words.Slice((i * n) + 1, n - 1).SequenceEqual(words.Slice(((i - 1) * n) + 1, n - 1)))
            {
                places[suffixes++] = i;
            }
        }

        return suffixes;
    }

    /// <summary>Goes from the first word of each part to the last, word by word for all of them.</summary>
    private ReadOnlySpan<int> FindParts<TLayout>(TLayout layout, int n, ReadOnlySpan<int> words, int first, ReadOnlySpan<int> places, int start, Scratch scratch)
        where TLayout : struct, INgramLayout
    {
        Span<int> nodes = scratch.Nodes.AsSpan(0, places.Length);
        Span<int> next = scratch.Next.AsSpan(0, places.Length);
        Span<int> column = scratch.Column.AsSpan(0, places.Length);
        for (int i = 0; i < places.Length; i++)
        {
            nodes[i] = words[(places[i] * n) + first];
        }

        for (int k = 2; k < n; k++)
        {
            for (int i = 0; i < places.Length; i++)
            {
                column[i] = words[(places[i] * n) + first + k - 1];
            }

            layout.FindMany(k, nodes, column, next);
            int missing = next.IndexOf(-1);
            if (missing >= 0)
            {
                NoteMissing(start + places[missing], first);
                return [];
            }

            next.CopyTo(nodes);
        }

        return nodes;
    }

    private void NoteMissing(int ngram, int first)
    {
        lock (_lock)
        {
            if (ngram < _missing)
            {
                (_missing, _missingStart) = (ngram, first);
            }
        }
    }

    /// <summary>What a thread works in.</summary>
    private sealed class Scratch
    {
        public int[] Nodes { get; } = new int[Batch];

        public int[] Next { get; } = new int[Batch];

        public int[] Column { get; } = new int[Batch];

        public int[] Places { get; } = new int[Batch];
    }
}
