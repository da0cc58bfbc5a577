using LanguageModeling.Counting;
using LanguageModeling.DiskEstimation;
using LanguageModeling.FastEstimation;
using LanguageModeling.FastReading;
using LanguageModeling.Files;
using LanguageModeling.Records;

namespace LanguageModeling.Estimation;

/// <summary>
/// Trains modified Kneser-Ney models within a bound of memory: a text that fits is estimated in memory, a longer one is counted part by
/// part. Both ways give the same bits.
/// </summary>
/// <param name="options">Validated options.</param>
internal sealed class KneserNeyTraining(NgramOptions options) : IDisposable
{
    private const int BytesPerToken = 34; // measured: text, places, followers, slots, probabilities, and what sorting takes
    private const int BytesPerWord = 150; // measured: a word in the vocabulary, and what is known of it
    private const long FixedBytes = 112 << 20; // the runtime, buffers for reading and writing
    private const long WorthCollecting = 1 << 20; // tokens

    private readonly TemporaryFiles _files = new(options.TemporaryFolder);
    private readonly long _memory = Available(options);
    private Func<int> _wordCount = static () => 0;

    /// <summary>Bytes to use besides those for the words.</summary>
    private long Memory => Math.Max(_memory - ((long)_wordCount() * BytesPerWord), _memory / 4);

    /// <summary>Trains on text.</summary>
    /// <param name="read">Reads it.</param>
    /// <param name="reading">How to read text.</param>
    /// <param name="sink">Receives the model.</param>
    /// <returns>The words of the model.</returns>
    public Vocabulary TrainFromText(Action<ITextReader> read, TextReadingOptions reading, INgramSink sink)
        => Estimate(TextCorpusReader.Beginning, TextCorpusReader.End, corpus => ReadText(corpus, read, reading), fixedIds: false, sink);

    /// <summary>Trains on token ids, which all stay.</summary>
    /// <param name="read">Reads them.</param>
    /// <param name="vocabulary">With unknown token, &lt;s&gt; and &lt;/s&gt;.</param>
    /// <param name="sink">Receives the model.</param>
    /// <returns>The words of the model.</returns>
    public Vocabulary TrainFromIds(Action<ITokenCollector> read, Vocabulary vocabulary, INgramSink sink)
    {
        SpecialTokens special = vocabulary.SpecialTokens;
        _wordCount = () => vocabulary.Count;
        return Estimate(special.BeginningOfSequence!.Value, special.EndOfSequence!.Value, ReadIds, fixedIds: true, sink);

        Vocabulary ReadIds(CorpusIds corpus)
        {
            read(corpus);
            return vocabulary;
        }
    }

    /// <summary>Trains on counts.</summary>
    /// <param name="text">The counts.</param>
    /// <param name="sink">Receives the model.</param>
    /// <returns>The words of the model.</returns>
    public Vocabulary TrainFromCounts(CountedText text, INgramSink sink)
    {
        _wordCount = () => text.Vocabulary.Count;
        return DiskKneserNey.Estimate(text, options, Memory, _files, sink);
    }

    /// <summary>Counts a text, to be read while this lives.</summary>
    public CountedText Count(Action<ITextReader> read, TextReadingOptions reading)
    {
        using var runs = new CountRuns(options.Order, _files, options.CancellationToken);
        Vocabulary vocabulary;
        bool isCutOff;
        using (CorpusIds corpus = CreateCorpus(TextCorpusReader.Beginning, TextCorpusReader.End, runs))
        {
            vocabulary = ReadText(corpus, read, reading);
            isCutOff = corpus.IsCutOff;
            Flush(runs, corpus);
        }

        return Merge(runs, vocabulary, fixedIds: false, isCutOff);
    }

    /// <summary>Puts sorted N-grams, some of which may be equal, into one row.</summary>
    public CountedText Merge(IRecordSource records, Vocabulary vocabulary, bool isCutOff)
        => Keep(records, vocabulary, fixedIds: false, isCutOff);

    /// <summary>A sorter for N-grams.</summary>
    /// <param name="share">How many of them share the memory.</param>
    public RecordSorter CreateSorter(int share) => new(CountedText.ShapeOf(options.Order), _memory / share, _files, sums: true, options.CancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _files.Dispose();

    private static long Available(NgramOptions options)
    {
        long memory = options.MemoryLimit ?? (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2);
        return memory - Math.Min(FixedBytes, memory / 2);
    }

    private Vocabulary Estimate(int beginning, int end, Func<CorpusIds, Vocabulary> read, bool fixedIds, INgramSink sink)
    {
        using var runs = new CountRuns(options.Order, _files, options.CancellationToken);
        Vocabulary vocabulary;
        bool isCutOff;
        using (CorpusIds corpus = CreateCorpus(beginning, end, runs))
        {
            vocabulary = read(corpus);
            isCutOff = corpus.IsCutOff;
            if (corpus.TokenCount > WorthCollecting)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive); // what the reader leaves on the heap
            }

            if (runs.Count == 0)
            {
                return FastKneserNey.Estimate(corpus, vocabulary, fixedIds, options, sink);
            }

            Flush(runs, corpus);
        }

        return TrainFromCounts(Merge(runs, vocabulary, fixedIds, isCutOff), sink);
    }

    private CorpusIds CreateCorpus(int beginning, int end, CountRuns runs) => new(beginning, end)
    {
        Limit = () => (int)Math.Clamp(Memory / BytesPerToken, 1 << 10, CorpusIds.MaximumLength),
        Full = corpus => Flush(runs, corpus),
    };

    private void Flush(CountRuns runs, CorpusIds corpus)
    {
        options.Progress?.Report(new("Sorting", runs.Count, null));
        runs.Add(corpus);
        corpus.Clear();
    }

    private Vocabulary ReadText(CorpusIds corpus, Action<ITextReader> read, TextReadingOptions reading)
    {
        ITextReader text = FastTextReader.Suits(options) ? new FastTextReader(options, reading, corpus) : new TextCorpusReader(options, reading, corpus);
        _wordCount = () => text.WordCount;
        read(text);
        text.Finish();
        return text.Vocabulary;
    }

    private CountedText Merge(CountRuns runs, Vocabulary vocabulary, bool fixedIds, bool isCutOff)
    {
        using IRecordSource records = runs.Merge();
        return Keep(records, vocabulary, fixedIds, isCutOff);
    }

    private CountedText Keep(IRecordSource records, Vocabulary vocabulary, bool fixedIds, bool isCutOff)
    {
        RecordShape shape = CountedText.ShapeOf(options.Order);
        FileStream file = _files.Create(); // closed with the others
        var writer = new RecordWriter(file, shape);
        while (records.Next())
        {
            if ((writer.Count & 0xFFFF) == 0)
            {
                options.CancellationToken.ThrowIfCancellationRequested();
            }

            writer.Write(records.Current);
        }

        writer.Flush();
        return new CountedText(vocabulary, options.Order, fixedIds, isCutOff, () =>
        {
            file.Position = 0;
            return new RecordReader(file, shape);
        });
    }
}
