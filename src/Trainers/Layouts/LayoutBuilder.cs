using LanguageModeling.Files;

namespace LanguageModeling.Layouts;

/// <summary>What building a layout in memory always takes: counting, and finding the parts of each n-gram among the shorter ones.</summary>
/// <param name="format">Which layout.</param>
/// <param name="origin">What the model tells about itself.</param>
internal abstract unsafe class LayoutBuilder<TLayout>(NgramFileFormat format, NgramOrigin origin) : IModelBuilder
    where TLayout : struct, INgramLayout
{
    /// <summary>N-grams looked up together.</summary>
    protected const int Batch = 256;

    private static readonly int[] AllPlaces = [.. Enumerable.Range(0, Batch)];

    private readonly int[] _nodes = new int[Batch];
    private readonly int[] _next = new int[Batch];
    private readonly int[] _column = new int[Batch];
    private readonly int[] _suffixPlaces = new int[Batch]; // the n-grams of a batch whose last n - 1 words are other than those of the one before
    private Vocabulary _vocabulary = null!;
    private long _taken; // n-grams of the current level
    private int _level = 1;

    /// <summary>N.</summary>
    protected int Order => Counts.Length;

    /// <summary>At [n - 1] the number of n-grams of order n.</summary>
    protected long[] Counts { get; private set; } = [];

    /// <summary>The bits of probability and back-off weight of each word, [V, 2].</summary>
    protected uint* Words { get; private set; }

    /// <summary>What is being made.</summary>
    protected ModelImage Image { get; } = new(format);

    /// <summary>The levels so far.</summary>
    protected abstract TLayout Layout { get; }

    /// <summary>Numbers that the layout needs, in the file.</summary>
    protected abstract long[] Parameters { get; }

    /// <inheritdoc/>
    public void Begin(Vocabulary vocabulary, ReadOnlySpan<long> counts)
    {
        _vocabulary = vocabulary;
        Counts = counts.ToArray();
        Words = (uint*)Image.Add(SectionKind.Words, 1, new NativeBlock(counts[0] * FastLayout.WordSize));
        Begin();
    }

    /// <inheritdoc/>
    public void Add(int n, ReadOnlySpan<int> words, ReadOnlySpan<float> log10Probabilities, ReadOnlySpan<float> log10Backoffs)
    {
        while (_level < n)
        {
            NextLevel();
        }

        if (log10Probabilities.Length > Counts[n - 1] - _taken)
        {
            throw new InvalidOperationException($"There are more than the {Counts[n - 1]} {n}-grams announced.");
        }

        if (n == 1)
        {
            AddWords(log10Probabilities, log10Backoffs);
            return;
        }

        for (int start = 0; start < log10Probabilities.Length; start += Batch)
        {
            int count = Math.Min(Batch, log10Probabilities.Length - start);
            ReadOnlySpan<int> batch = words.Slice(start * n, count * n);
            MarkSuffixes(n, batch, count);
            Span<int> contexts = FindParts(n, batch, 0, AllPlaces.AsSpan(0, count));
            AddBatch(n, batch, contexts, log10Probabilities.Slice(start, count), log10Backoffs.IsEmpty ? [] : log10Backoffs.Slice(start, count));
            _taken += count;
        }
    }

    /// <inheritdoc/>
    public void End()
    {
        while (_level < Order)
        {
            NextLevel();
        }

        EndCountedLevel();
        Complete();
        Image.Add(SectionKind.Properties, new NgramProperties(origin, _vocabulary.SpecialTokens, Counts, Parameters).Write);
        Image.Add(SectionKind.Vocabulary, _vocabulary.Save);
    }

    /// <inheritdoc/>
    public LayoutTables Finish() => new LayoutTables<TLayout>(Layout, Image);

    /// <summary>Begins, when the counts are known.</summary>
    protected abstract void Begin();

    /// <summary>Begins a level from 2 on.</summary>
    protected abstract void BeginLevel(int n);

    /// <summary>Takes n-grams of order <paramref name="n"/> from 2 on.</summary>
    protected abstract void AddBatch(
        int n, ReadOnlySpan<int> words, ReadOnlySpan<int> contexts, ReadOnlySpan<float> log10Probabilities, ReadOnlySpan<float> log10Backoffs);

    /// <summary>Ends a level from 2 on, whose n-grams have all come.</summary>
    protected abstract void EndLevel(int n);

    /// <summary>Notes that a node from order 2 on is the end of a longer n-gram.</summary>
    protected abstract void ExtendLeft(int n, int node);

    /// <summary>Ends the last level.</summary>
    protected virtual void Complete()
    {
    }

    private void NextLevel()
    {
        EndCountedLevel();
        _level++;
        _taken = 0;
        BeginLevel(_level);
    }

    private void EndCountedLevel()
    {
        if (_taken != Counts[_level - 1])
        {
            throw new InvalidOperationException($"There were {Counts[_level - 1]} {_level}-grams announced but {_taken} came.");
        }

        if (_level > 1)
        {
            EndLevel(_level);
        }
    }

    private void AddWords(ReadOnlySpan<float> log10Probabilities, ReadOnlySpan<float> log10Backoffs)
    {
        for (int i = 0; i < log10Probabilities.Length; i++)
        {
            uint* word = Words + (2 * _taken++);
            word[0] = FloatSigns.Encode(log10Probabilities[i]);
            word[1] = FloatSigns.EncodeBackoff(log10Backoffs.IsEmpty ? 0 : log10Backoffs[i]);
        }
    }

    /// <summary>Marks the last n - 1 words of each n-gram as the end of a longer one. N-grams that share them follow each other.</summary>
    private void MarkSuffixes(int n, ReadOnlySpan<int> words, int count)
    {
        int suffixes = 0;
        for (int i = 0; i < count; i++)
        {
            if (i == 0 || !words.Slice((i * n) + 1, n - 1).SequenceEqual(words.Slice(((i - 1) * n) + 1, n - 1)))
            {
                _suffixPlaces[suffixes++] = i;
            }
        }

        foreach (int suffix in FindParts(n, words, 1, _suffixPlaces.AsSpan(0, suffixes)))
        {
            if (n == 2)
            {
                Words[2 * (long)suffix] = FloatSigns.ExtendLeft(Words[2 * (long)suffix]);
            }
            else
            {
                ExtendLeft(n - 1, suffix);
            }
        }
    }

    /// <summary>Finds n - 1 words of each n-gram of a batch, word by word for all of them.</summary>
    /// <param name="n">The order of the batch.</param>
    /// <param name="words">Its words.</param>
    /// <param name="first">0 for the first n - 1 words, 1 for the last.</param>
    /// <param name="places">Which n-grams of the batch.</param>
    /// <returns>Nodes.</returns>
    /// <exception cref="IncompleteNgramsException">The model lacks a part.</exception>
    private Span<int> FindParts(int n, ReadOnlySpan<int> words, int first, ReadOnlySpan<int> places)
    {
        Span<int> nodes = _nodes.AsSpan(0, places.Length);
        Span<int> next = _next.AsSpan(0, places.Length);
        Span<int> column = _column.AsSpan(0, places.Length);
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

            Layout.FindMany(k, nodes, column, next);
            int missing = next.IndexOf(-1);
            if (missing >= 0)
            {
                throw new IncompleteNgramsException(n, words.Slice((places[missing] * n) + first, n - 1));
            }

            next.CopyTo(nodes);
        }

        return nodes;
    }
}
