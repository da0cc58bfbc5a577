using LanguageModeling.Counting;
using LanguageModeling.Files;
using LanguageModeling.Records;

namespace LanguageModeling.DiskEstimation;

/// <summary>
/// A file of counts: order N, whether the last sentence was cut off, the vocabulary; then the N-grams with their counts, as
/// <see cref="RecordWriter"/> writes them, in pieces of bytes with their length before; an empty piece ends them.
/// </summary>
internal sealed class CountFile : IDisposable
{
    private const int FormatVersion = 1;

    private readonly FileStream _stream;
    private readonly BinaryModelReader _reader;

    private CountFile(FileStream stream)
    {
        _stream = stream;
        _reader = new BinaryModelReader(stream, Magic, FormatVersion, "n-gram counts");
        Order = _reader.ReadInt32(1, NgramOptions.MaximumOrder, "the order of the counts");
        IsCutOff = _reader.ReadBoolean();
        Vocabulary = Vocabulary.Read(_reader);
        var expected = new SpecialTokens { Unknown = TextCorpusReader.Unknown, BeginningOfSequence = TextCorpusReader.Beginning, EndOfSequence = TextCorpusReader.End };
        if (Vocabulary.SpecialTokens != expected)
        {
            throw _reader.Error("expected the special tokens to have the ids 0 to 2");
        }
    }

    /// <summary>N.</summary>
    public int Order { get; }

    /// <summary>Whether the last sentence has no end.</summary>
    public bool IsCutOff { get; }

    /// <summary>The words.</summary>
    public Vocabulary Vocabulary { get; }

    private static ReadOnlySpan<byte> Magic => "LMCOUNTS"u8;

    /// <summary>Opens a file.</summary>
    /// <exception cref="InvalidDataException">It holds no counts, or is damaged.</exception>
    public static CountFile Open(string path)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        try
        {
            return new CountFile(stream);
        }
        catch (Exception e)
        {
            stream.Dispose();
            if (e is InvalidDataException && !e.Message.Contains(path, StringComparison.Ordinal))
            {
                throw new InvalidDataException($"{path}: {e.Message}", e);
            }

            throw;
        }
    }

    /// <summary>Writes counts.</summary>
    /// <returns>How many there are.</returns>
    public static long Write(Stream stream, CountedText text, CancellationToken cancellationToken)
    {
        var writer = new BinaryModelWriter(stream, Magic, FormatVersion);
        writer.Write(text.Order);
        writer.Write(text.IsCutOff);
        text.Vocabulary.Write(writer);
        using IRecordSource records = text.Open();
        var packed = new RecordWriter(new CountPieces(writer), CountedText.ShapeOf(text.Order));
        while (records.Next())
        {
            if ((packed.Count & 0xFFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            packed.Write(records.Current);
        }

        packed.Flush();
        writer.Write(0);
        writer.Complete();
        return packed.Count;
    }

    /// <summary>The counts, to be read once.</summary>
    /// <param name="ids">For each id of the file the one to give.</param>
    public IRecordSource Read(int[] ids) => new CheckedCounts(new RecordReader(new CountPieces(_reader), CountedText.ShapeOf(Order)), Order, ids, _stream.Name);

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();
}
