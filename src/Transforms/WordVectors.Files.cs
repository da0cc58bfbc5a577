using System.Text;
using LanguageModeling.Embeddings;
using LanguageModeling.Files;

namespace LanguageModeling;

/// <content>Files: this library's own form, which keeps all, and those of other programs.</content>
public sealed partial class WordVectors
{
    private const int FormatVersion = 2; // 1 had no vectors of n-grams

    /// <summary>What a file begins with.</summary>
    internal static ReadOnlySpan<byte> Magic => "LMVECTOR"u8;

    /// <summary>Reads vectors that <see cref="Save(string)"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file does not hold such vectors, or is damaged.</exception>
    public static WordVectors Load(string path)
    {
        using FileStream stream = OpenFile(path);
        Span<byte> start = stackalloc byte[Magic.Length];
        if (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || !start.SequenceEqual(Magic))
        {
            throw new InvalidDataException(
                $"{path}: expected word vectors that WordVectors.Save wrote. Read those of other programs with Import, those of SaveMapped with Map, a model with Word2VecModel.Load.");
        }

        stream.Position = 0;
        try
        {
            return Load(stream);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Reads vectors that <see cref="Save(Stream)"/> wrote.</summary>
    /// <inheritdoc cref="ISavable{TSelf}.Load"/>
    public static WordVectors Load(Stream stream)
    {
        var reader = new BinaryModelReader(stream, Magic, FormatVersion, "word vectors");
        int dimension = reader.ReadInt32(1, Array.MaxLength, "the dimension");
        Vocabulary vocabulary = Vocabulary.Read(reader);
        long count = (long)vocabulary.Count * dimension;
        float[] values = count <= Array.MaxLength
            ? reader.ReadAll<float>((int)count)
            : throw reader.Error($"found {vocabulary.Count} words of dimension {dimension}, more than {Array.MaxLength} numbers");
        SubwordVectors? subwords = reader.Version > 1 && reader.ReadBoolean() ? SubwordVectors.Read(reader, dimension) : null;
        reader.Complete();
        int fault = VectorMath.FirstNotFinite(values);
        return fault < 0
            ? new WordVectors(vocabulary, values, dimension, subwords)
            : throw reader.Error($"the vector of \"{vocabulary[fault / dimension]}\" holds {values[fault]}");
    }

    /// <summary>Reads vectors that word2vec, gensim, fastText or GloVe wrote: plain or packed by gzip; the format is told from the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <exception cref="InvalidDataException">The file is in none of these formats, or is damaged.</exception>
    public static WordVectors Import(string path, WordVectorReadingOptions? options = null)
    {
        using FileStream stream = OpenFile(path);
        return WordVectorReader.Read(stream, path, options ?? new WordVectorReadingOptions());
    }

    /// <summary>Reads vectors that word2vec, gensim, fastText or GloVe wrote.</summary>
    /// <param name="stream">Read from its position to its end, or a little beyond the words asked for; left open. It may be unable to seek.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <exception cref="InvalidDataException">The bytes are in none of these formats, or are damaged.</exception>
    public static WordVectors Import(Stream stream, WordVectorReadingOptions? options = null)
        => WordVectorReader.Read(stream, (stream as FileStream)?.Name ?? "Word vectors", options ?? new WordVectorReadingOptions());

    /// <summary>Writes the vectors with all that belongs to them to a file, which appears only when it is complete.</summary>
    /// <param name="path">The file to make or replace.</param>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <inheritdoc/>
    public void Save(Stream stream)
    {
        var writer = new BinaryModelWriter(stream, Magic, FormatVersion);
        writer.Write(Dimension);
        Vocabulary.Write(writer);
        writer.WriteAll(Values.Span);
        writer.Write(HasSubwords);
        _subwords?.Write(writer);
        writer.Complete();
    }

    /// <summary>Writes a file for <see cref="Map"/>, without what makes vectors for unseen words. It appears only when it is complete.</summary>
    /// <param name="path">The file to make or replace.</param>
    public void SaveMapped(string path) => AtomicFile.Write(path, stream => MappedVectorFile.Write(stream, this));

    /// <summary>
    /// Opens a file that <see cref="SaveMapped"/> wrote without reading its vectors: they come from the disk as they are used, and processes that map
    /// the same file share them. Only the words are read.
    /// </summary>
    /// <param name="path">The file. It must not change or shrink, and stays mapped until the process ends.</param>
    /// <exception cref="InvalidDataException">The file is not of this kind, cut short, or its words are damaged; <see cref="Verify"/> checks the vectors.</exception>
    public static WordVectors Map(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return MappedVectorFile.Open(path);
    }

    /// <summary>
    /// Checks what <see cref="Map"/> leaves unchecked, because it would take reading the whole file: the vectors' checksum, and that all numbers are
    /// finite. Vectors that do not lie in a mapped file were checked when they were read.
    /// </summary>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidDataException">The file is damaged; the message says where.</exception>
    public void Verify(CancellationToken cancellationToken = default)
    {
        if (_origin is not null)
        {
            MappedVectorFile.Verify(this, _origin, cancellationToken);
        }
    }

    /// <summary>Writes the vectors for other programs to a file, which appears only when it is complete.</summary>
    /// <param name="path">The file to make or replace.</param>
    /// <param name="format">The format. The binary ones and those with shortest numbers keep the vectors exactly.</param>
    /// <param name="encoding">Encoding of the words, one that spells ASCII as ASCII does; null for UTF-8.</param>
    /// <exception cref="InvalidOperationException">A word cannot be written in the format or the encoding.</exception>
    public void Export(string path, WordVectorFormat format, Encoding? encoding = null)
        => AtomicFile.Write(path, stream => Export(stream, format, encoding));

    /// <summary>Writes the vectors for other programs.</summary>
    /// <param name="stream">Written from its current position; left open.</param>
    /// <param name="format">The format.</param>
    /// <param name="encoding">Encoding of the words; null for UTF-8.</param>
    /// <exception cref="InvalidOperationException">A word cannot be written in the format or the encoding.</exception>
    public void Export(Stream stream, WordVectorFormat format, Encoding? encoding = null)
        => new WordVectorWriter(stream, this, format, encoding ?? Encoding.UTF8).Write();

    // The readers have buffers of their own.
    private static FileStream OpenFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new FileStream(path, new FileStreamOptions { BufferSize = 0, Options = FileOptions.SequentialScan });
    }
}
