using System.Text;
using LanguageModeling.Counting;
using LanguageModeling.FastEstimation;
using LanguageModeling.Text;

namespace LanguageModeling.FastReading;

/// <summary>
/// Reads text that is split by white space, on all cores: the same ids as <see cref="TextCorpusReader"/> gives, as bytes and without a
/// string for each token.
/// </summary>
internal sealed class FastTextReader : ITextReader
{
    private const int UsualBlockSize = 1 << 22; // bytes

    private readonly NgramOptions _options;
    private readonly TextReadingOptions _reading;
    private readonly CorpusIds _corpus;
    private readonly int _blockSize;
    private readonly CorpusWords _words = new(); // from the special ones on, which have the ids 0 to 2
    private readonly Queue<Task<TextBlock>> _running = new();
    private readonly Stack<TextBlock> _free = new();
    private readonly int _ahead = Environment.ProcessorCount + 1;
    private int[] _ids = []; // of the words of the block being taken in
    private long _lines; // of the source, taken in so far
    private byte[] _openLine = [];

    /// <summary>Begins without text.</summary>
    /// <param name="options">What to do with special tokens, progress, cancellation.</param>
    /// <param name="reading">How to read text.</param>
    /// <param name="corpus">Receives the sentences.</param>
    /// <param name="blockSize">Bytes that a thread takes at a time; longer lines are taken whole.</param>
    public FastTextReader(NgramOptions options, TextReadingOptions reading, CorpusIds corpus, int blockSize = UsualBlockSize)
    {
        _blockSize = blockSize;
        _options = options;
        _reading = reading;
        _corpus = corpus;
        foreach (string special in (string[])["<unk>", "<s>", "</s>"])
        {
            _words.GetOrAdd(Encoding.ASCII.GetBytes(special), 0); // no text has these words
        }
    }

    /// <inheritdoc/>
    public Vocabulary Vocabulary => new(
        [.. Enumerable.Range(0, _words.Count).Select(id => Encoding.UTF8.GetString(_words[id]))],
        new SpecialTokens { Unknown = TextCorpusReader.Unknown, BeginningOfSequence = TextCorpusReader.Beginning, EndOfSequence = TextCorpusReader.End });

    /// <inheritdoc/>
    public int WordCount => _words.Count;

    /// <summary>Whether this reader does what the options ask for.</summary>
    public static bool Suits(NgramOptions options) => options.Splitter == TextSplitter.Whitespace && !options.Lowercase;

    /// <inheritdoc/>
    public void Read(Stream stream, string source)
    {
        using var bytes = new Utf8LineReader(stream, source, _reading);
        long offset = -_openLine.Length; // of the block in the source
        byte[] rest = _openLine; // what was read and is no whole line
        for (bool first = true; ; first = false)
        {
            TextBlock block = _free.TryPop(out TextBlock? used) ? used : new TextBlock();
            int length = Fill(block, rest, bytes, out int lineEnd);
            if (lineEnd == 0)
            {
                _openLine = block.Text.ToArray();
                _free.Push(block);
                break;
            }

            rest = block.Text[lineEnd..].ToArray();
            block.SetLength(lineEnd);
            block.Source = bytes;
            block.SourceName = source;
            block.BeginsSource = first;
            block.Offset = offset;
            block.IsOpenLine = false;
            Start(block);
            offset += length - rest.Length;
        }

        TakeAll();
    }

    /// <inheritdoc/>
    public void Finish()
    {
        if (_openLine.Length > 0)
        {
            using var source = new Utf8LineReader(Stream.Null, "The text", _reading);
            var block = new TextBlock { Source = source, IsOpenLine = true };
            _openLine.CopyTo(block.GetRoom(_openLine.Length));
            block.SetLength(_openLine.Length);
            Start(block);
            TakeAll();
            _corpus.CutOffSentence();
        }
    }

    /// <summary>Reads at least one line, if there is one.</summary>
    /// <returns>Bytes in the block.</returns>
    private int Fill(TextBlock block, byte[] rest, Utf8LineReader source, out int lineEnd)
    {
        int size = _blockSize;
        rest.CopyTo(block.GetRoom(Math.Max(size, rest.Length)));
        int length = rest.Length;
        int searched = 0;
        while (true)
        {
            size = Math.Max(size, length);
            int read = -1;
            Span<byte> room = block.GetRoom(size);
            while (length < size && (read = source.ReadBytes(room[length..])) > 0)
            {
                length += read;
            }

            block.SetLength(length);
            lineEnd = searched + block.Text[searched..].LastIndexOf((byte)'\n') + 1;
            if (lineEnd > searched || read == 0)
            {
                lineEnd = lineEnd > searched ? lineEnd : 0;
                return length;
            }

            searched = length;
            source.RefuseLongLine(size);
            size *= 2;
        }
    }

    private void Start(TextBlock block)
    {
        _options.CancellationToken.ThrowIfCancellationRequested();
        while (_running.Count >= _ahead)
        {
            TakeOldest();
        }

        _running.Enqueue(Task.Run(() => block.Split(_options, _reading)));
    }

    private void TakeAll()
    {
        while (_running.Count > 0)
        {
            TakeOldest();
        }
    }

    private void TakeOldest()
    {
        TextBlock block = _running.Dequeue().GetAwaiter().GetResult();
        _lines = block.BeginsSource ? 0 : _lines;
        if (block.Fault is { } fault)
        {
            throw fault(_lines + 1);
        }

        TakeWords(block.Words);
        _corpus.Append(block.Ids, _ids, block.Lines);
        _lines += block.Lines;
        _free.Push(block);
        _options.Progress?.Report(new("Reading", _corpus.TokenCount, null));
        _options.CancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Gives ids to the words of a block.</summary>
    private void TakeWords(WordTable words)
    {
        if (_ids.Length < words.Count)
        {
            _ids = new int[Math.Max(words.Count, 2 * _ids.Length)];
        }

        _ids[TextBlock.Beginning] = TextCorpusReader.Beginning;
        _ids[TextBlock.End] = TextCorpusReader.End;
        for (int number = 3; number < words.Count; number++)
        {
            _ids[number - 1] = _words.GetOrAdd(words.Bytes(number), words.Word(number).Hash);
        }
    }
}
