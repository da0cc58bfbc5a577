using System.Buffers.Binary;
using LanguageModeling.Layouts;
using LanguageModeling.Tables;

namespace LanguageModeling.Files;

/// <summary>This library's own form of n-gram models, without loss for every smoothing.</summary>
/// <remarks>
/// Back-off models have version 2 or 3, see <see cref="ModelImage"/>. Models that keep counts have version 1: splitter, lower case, smoothing,
/// vocabulary, order N; for n = 2 … N the number of nodes and their last words, for n &lt; N where the children of each node begin; then the
/// counts with what the smoothing needs.
/// </remarks>
internal static class NgramModelFile
{
    private const int CountsVersion = 1;
    private const int StartLength = BinaryModelWriter.MagicLength + sizeof(int);

    /// <summary>First bytes of every file.</summary>
    public static ReadOnlySpan<byte> Magic => "LMNGRAM\0"u8;

    /// <summary>
    /// A sink that writes a model file. The file appears, whole, when the sink is ended; without that nothing is left behind.
    /// </summary>
    /// <param name="path">The file to make or replace.</param>
    /// <param name="options">The form of the file.</param>
    /// <param name="origin">What the model tells about itself.</param>
    public static INgramSink CreateSink(string path, NgramFileOptions options, NgramOrigin origin)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new FileSink(path, CreateBuilder(options, origin));
    }

    /// <summary>A sink that makes a model in memory.</summary>
    public static IModelBuilder CreateBuilder(NgramFileOptions options, NgramOrigin origin)
    {
        options.Validate();
        return options.Format == NgramFileFormat.Fast ? new FastBuilder(origin) : new CompactBuilder(origin, options);
    }

    /// <summary>Writes a model.</summary>
    /// <param name="stream">Receives the file.</param>
    /// <param name="model">The model.</param>
    /// <param name="options">The form; null for the one that the model has, or else the fast one. Without effect on models that keep counts.</param>
    public static void Write(Stream stream, NgramLanguageModel model, NgramFileOptions? options = null)
    {
        options?.Validate();
        if (model.Tables is CountTables counts)
        {
            WriteCounts(stream, model, counts);
        }
        else if (model.Tables is LayoutTables layout && (options is null || (options == new NgramFileOptions { Format = layout.Image.Layout })))
        {
            layout.Image.Write(stream);
        }
        else
        {
            IModelBuilder builder = CreateBuilder(options ?? new NgramFileOptions(), model.Origin);
            NgramStream.Copy(model.Tables, model.Vocabulary, builder);
            builder.Finish().Image.Write(stream);
        }
    }

    /// <summary>Whether a file begins like one of these.</summary>
    public static bool IsModel(ReadOnlySpan<byte> start) => start.StartsWith(Magic);

    /// <summary>Opens a file that begins with <see cref="Magic"/>.</summary>
    /// <param name="file">At its beginning; owned by the model from now on.</param>
    public static NgramLanguageModel Open(FileStream file)
    {
        if (IsImage(file))
        {
            return Open(ModelImage.Map(file));
        }

        using (file)
        {
            return ReadCounts(file);
        }
    }

    /// <summary>Reads a model.</summary>
    /// <param name="stream">Read from its position to the end of the model; left open.</param>
    /// <exception cref="InvalidDataException">The bytes are no such model, or damaged.</exception>
    public static NgramLanguageModel Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        byte[] start = new byte[StartLength];
        int got = stream.ReadAtLeast(start, StartLength, throwOnEndOfStream: false);
        if (IsImage(start.AsSpan(0, got)))
        {
            return Open(ModelImage.Read(stream, start));
        }

        var whole = new PrefixedStream(start.AsMemory(0, got), stream);
        return start.AsSpan().StartsWith(ModelReference.Magic) ? NgramLanguageModel.LoadReference(whole) : ReadCounts(whole);
    }

    /// <summary>Whether a file is used as it lies, not read into memory.</summary>
    /// <param name="file">At its beginning, where it stays.</param>
    public static bool IsImage(FileStream file)
    {
        Span<byte> start = stackalloc byte[StartLength];
        int got = file.ReadAtLeast(start, StartLength, throwOnEndOfStream: false);
        file.Position = 0;
        return IsImage(start[..got]);
    }

    private static bool IsImage(ReadOnlySpan<byte> start)
        => start.Length == StartLength && IsModel(start)
            && BinaryPrimitives.ReadInt32LittleEndian(start[BinaryModelWriter.MagicLength..]) is >= ModelImage.OldestVersion and <= ModelImage.FormatVersion;

    private static NgramLanguageModel Open(ModelImage image)
    {
        if (!BitConverter.IsLittleEndian)
        {
            throw new NotSupportedException("Models in this form are used as they lie in the file, which this processor cannot. Use an ARPA file.");
        }

        if (image.Layout == NgramFileFormat.Compact && image.Version < ModelImage.FormatVersion)
        {
            throw new NotSupportedException(
                $"The file is a compact n-gram model of version {image.Version}, which is no longer read. Make it again, for instance with \"lm ngram convert\".");
        }

        NgramProperties properties = NgramProperties.Read(image.Find(SectionKind.Properties).Open());
        LayoutTables tables = image.Layout switch
        {
            NgramFileFormat.Fast => FastFile.Open(image, properties),
            NgramFileFormat.Compact => CompactFile.Open(image, properties),
            _ => throw ModelImage.Damaged($"expected a layout that this library knows but found {image.Layout}"),
        };
        var vocabulary = new Lazy<Vocabulary>(() => ReadVocabulary(image, properties));
        if (image.Length <= ModelImage.CheckedAtOnce)
        {
            _ = vocabulary.Value;
            tables.CheckNumbers();
        }

        return new NgramLanguageModel(vocabulary, properties.Special, tables, properties.Origin);
    }

    private static Vocabulary ReadVocabulary(ModelImage image, NgramProperties properties)
    {
        Vocabulary vocabulary = Vocabulary.Load(image.Find(SectionKind.Vocabulary).Open());
        GC.KeepAlive(image);
        return vocabulary.Count == properties.Counts[0] && vocabulary.SpecialTokens == properties.Special
            ? vocabulary
            : throw ModelImage.Damaged($"expected a vocabulary of {properties.Counts[0]} tokens but found another one of {vocabulary.Count}");
    }

    private static void WriteCounts(Stream stream, NgramLanguageModel model, CountTables counts)
    {
        var writer = new BinaryModelWriter(stream, Magic, CountsVersion);
        model.Origin.Write(writer);
        model.Vocabulary.Write(writer);
        WriteTrie(writer, counts.Trie);
        writer.Write(counts.Parameter);
        writer.Write(counts.Predicted);
        for (int n = 1; n <= model.Order; n++)
        {
            writer.WriteAll<int>(counts.Counts(n));
        }

        writer.Complete();
    }

    private static NgramLanguageModel ReadCounts(Stream stream)
    {
        var reader = new BinaryModelReader(stream, Magic, ModelImage.FormatVersion, "n-gram model");
        NgramOrigin origin = NgramOrigin.Read(reader);
        Vocabulary vocabulary = Vocabulary.Read(reader);
        NgramTrie trie = ReadTrie(reader, vocabulary.Count);
        NgramTables tables = origin.Smoothing is NgramSmoothing.MaximumLikelihood or NgramSmoothing.AddK or NgramSmoothing.StupidBackoff
            ? ReadCountTables(reader, trie, origin.Smoothing.Value)
            : throw reader.Error($"expected a smoothing that keeps counts but found {origin.Smoothing?.ToString() ?? "none"}");
        reader.Complete();
        return new NgramLanguageModel(vocabulary, tables, origin.Smoothing, origin.Splitter, origin.Lowercase, arpaReport: null);
    }

    private static void WriteTrie(BinaryModelWriter writer, NgramTrie trie)
    {
        writer.Write(trie.Order);
        for (int n = 2; n <= trie.Order; n++)
        {
            writer.Write(trie.Count(n));
            writer.WriteAll(trie.FirstChild(n - 1));
            writer.WriteAll(trie.Words(n));
        }
    }

    private static NgramTrie ReadTrie(BinaryModelReader reader, int vocabularySize)
    {
        int order = reader.ReadInt32(1, NgramTrie.MaximumOrder, "the order of the model");
        int[][] words = new int[order][];
        int[][] firstChild = new int[order - 1][];
        words[0] = [];
        int parents = vocabularySize;
        for (int n = 2; n <= order; n++)
        {
            int count = reader.ReadInt32(0, Array.MaxLength - 1, $"the number of {n}-grams");
            firstChild[n - 2] = reader.ReadAll<int>(parents + 1);
            words[n - 1] = reader.ReadAll<int>(count);
            CheckLevel(reader, n, firstChild[n - 2], words[n - 1], vocabularySize);
            parents = count;
        }

        return new NgramTrie(vocabularySize, words, firstChild);
    }

    /// <summary>Children must lie one behind the other and be sorted, or a search would go astray.</summary>
    private static void CheckLevel(BinaryModelReader reader, int n, int[] firstChild, int[] words, int vocabularySize)
    {
        bool sound = firstChild[0] == 0 && firstChild[^1] == words.Length;
        for (int parent = 0; sound && parent + 1 < firstChild.Length; parent++)
        {
            sound = firstChild[parent] <= firstChild[parent + 1] && firstChild[parent + 1] <= words.Length;
            for (int i = firstChild[parent]; sound && i < firstChild[parent + 1]; i++)
            {
                int previous = i == firstChild[parent] ? -1 : words[i - 1];
                sound = words[i] > previous && words[i] < vocabularySize;
            }
        }

        if (!sound)
        {
            throw reader.Error($"the {n}-grams are out of order");
        }
    }

    private static CountTables ReadCountTables(BinaryModelReader reader, NgramTrie trie, NgramSmoothing smoothing)
    {
        double parameter = reader.ReadDouble();
        if (!(parameter > 0 && double.IsFinite(parameter)))
        {
            throw reader.Error($"expected a number above 0 for the smoothing but found {parameter}");
        }

        long predicted = reader.ReadInt64();
        if (predicted < 1 || predicted > trie.VocabularySize)
        {
            throw reader.Error($"expected the number of words that can be predicted but found {predicted}");
        }

        int[][] counts = new int[trie.Order][];
        for (int n = 1; n <= trie.Order; n++)
        {
            counts[n - 1] = reader.ReadAll<int>(trie.Count(n));
            if (Array.FindIndex(counts[n - 1], count => count < 0) is >= 0 and int bad)
            {
                throw reader.Error($"expected counts of {n}-grams but found {counts[n - 1][bad]}");
            }
        }

        return new CountTables(trie, counts, smoothing, parameter, predicted);
    }
}
