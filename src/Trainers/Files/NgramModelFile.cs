using LanguageModeling.Tables;

namespace LanguageModeling.Files;

/// <summary>This library's own form of n-gram models: quick to read, and without loss for every smoothing.</summary>
/// <remarks>
/// Splitter, lower case, smoothing, vocabulary, order N; for n = 2 … N the number of nodes and their last words, for n &lt; N where the
/// children of each node begin; then log10 probabilities and back-off weights, or counts with what the smoothing needs.
/// </remarks>
internal static class NgramModelFile
{
    private const int FormatVersion = 1;
    private const byte NoSmoothing = byte.MaxValue;

    /// <summary>First bytes of every file.</summary>
    public static ReadOnlySpan<byte> Magic => "LMNGRAM\0"u8;

    /// <summary>Writes a model.</summary>
    public static void Write(Stream stream, NgramLanguageModel model)
    {
        var writer = new BinaryModelWriter(stream, Magic, FormatVersion);
        writer.Write(model.Splitter.Name);
        writer.Write(model.Lowercase);
        writer.Write(model.Smoothing is { } smoothing ? (byte)smoothing : NoSmoothing);
        model.Vocabulary.Write(writer);
        WriteTrie(writer, model.Tables.Trie);
        if (model.Tables is CountTables counts)
        {
            writer.Write(counts.Parameter);
            writer.Write(counts.Predicted);
            for (int n = 1; n <= model.Order; n++)
            {
                writer.WriteAll<int>(counts.Counts(n));
            }
        }
        else
        {
            var backoff = (BackoffTables)model.Tables;
            for (int n = 1; n <= model.Order; n++)
            {
                writer.WriteAll<float>(backoff.Log10Probabilities(n));
                writer.WriteAll<float>(n < model.Order ? backoff.Log10Backoffs(n) : []);
            }
        }

        writer.Complete();
    }

    /// <summary>Reads a model.</summary>
    /// <exception cref="InvalidDataException">The bytes are no such model, or damaged.</exception>
    public static NgramLanguageModel Read(Stream stream)
    {
        var reader = new BinaryModelReader(stream, Magic, FormatVersion, "n-gram model");
        TextSplitter splitter = VocabularyCodec.ReadSplitter(reader);
        bool lowercase = reader.ReadBoolean();
        NgramSmoothing? smoothing = ReadSmoothing(reader);
        Vocabulary vocabulary = Vocabulary.Read(reader);
        NgramTrie trie = ReadTrie(reader, vocabulary.Count);
        NgramTables tables = smoothing is NgramSmoothing.MaximumLikelihood or NgramSmoothing.AddK or NgramSmoothing.StupidBackoff
            ? ReadCountTables(reader, trie, smoothing.Value)
            : ReadBackoffTables(reader, trie);
        reader.Complete();
        return new NgramLanguageModel(vocabulary, tables, smoothing, splitter, lowercase, arpaReport: null);
    }

    private static NgramSmoothing? ReadSmoothing(BinaryModelReader reader)
    {
        byte value = reader.ReadByte();
        var smoothing = (NgramSmoothing)value;
        return value == NoSmoothing ? null
            : Enum.IsDefined(smoothing) ? smoothing
            : throw reader.Error($"expected a smoothing but found {value}");
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

    private static BackoffTables ReadBackoffTables(BinaryModelReader reader, NgramTrie trie)
    {
        float[][] p = new float[trie.Order][];
        float[][] b = new float[trie.Order - 1][];
        for (int n = 1; n <= trie.Order; n++)
        {
            p[n - 1] = reader.ReadAll<float>(trie.Count(n));
            if (Array.FindIndex(p[n - 1], value => !(value <= 0)) is >= 0 and int bad)
            {
                throw reader.Error($"expected log probabilities of {n}-grams but found {p[n - 1][bad]}");
            }

            if (n < trie.Order)
            {
                b[n - 1] = reader.ReadAll<float>(trie.Count(n));
                if (Array.FindIndex(b[n - 1], value => !(value < float.PositiveInfinity)) is >= 0 and int worse)
                {
                    throw reader.Error($"expected back-off weights of {n}-grams but found {b[n - 1][worse]}");
                }
            }
        }

        return new BackoffTables(trie, p, b);
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
