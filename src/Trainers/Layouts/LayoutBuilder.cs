using LanguageModeling.Files;

namespace LanguageModeling.Layouts;

/// <summary>What building a layout in memory always takes: counting, and finding the parts of each n-gram among the shorter ones.</summary>
/// <remarks>
/// The parts of some n-grams are found while those before are put in on another thread: the first reads shorter n-grams, the second writes
/// those of the level itself, and marks among the shorter ones that nothing here reads.
/// </remarks>
/// <param name="format">Which layout.</param>
/// <param name="origin">What the model tells about itself.</param>
internal abstract unsafe class LayoutBuilder<TLayout>(NgramFileFormat format, NgramOrigin origin) : IModelBuilder
    where TLayout : struct, INgramLayout
{
    private const int WorthThread = 1 << 10; // n-grams

    private (NgramBatch Ngrams, NgramParts Parts) _next = (new(), new());
    private (NgramBatch Ngrams, NgramParts Parts) _before = (new(), new()); // being put in
    private Task _putting = Task.CompletedTask;
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

        _taken += log10Probabilities.Length;
        (NgramBatch batch, NgramParts parts) = _next;
        parts.Find(Layout, n, words);
        if (log10Probabilities.Length < WorthThread)
        {
            FinishPutting();
            Put(n, parts, words, log10Probabilities, log10Backoffs);
            return;
        }

        batch.Set(words, log10Probabilities, log10Backoffs);
        FinishPutting();
        _putting = Task.Run(() => Put(n, parts, batch.Words, batch.Log10Probabilities, batch.Log10Backoffs));
        (_next, _before) = (_before, _next);
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
    protected abstract void AddNgrams(
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

    private void FinishPutting() => _putting.GetAwaiter().GetResult();

    private void Put(int n, NgramParts parts, ReadOnlySpan<int> words, ReadOnlySpan<float> log10Probabilities, ReadOnlySpan<float> log10Backoffs)
    {
        MarkSuffixes(n, parts.Suffixes);
        AddNgrams(n, words, parts.Contexts, log10Probabilities, log10Backoffs);
    }

    private void EndCountedLevel()
    {
        FinishPutting();
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

    /// <summary>Marks the last n - 1 words of each n-gram as the end of a longer one.</summary>
    private void MarkSuffixes(int n, ReadOnlySpan<int> suffixes)
    {
        foreach (int suffix in suffixes)
        {
            if (suffix == NgramParts.Same)
            {
                continue;
            }

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
}
