using LanguageModeling.Files;
using LanguageModeling.WordTraining;

namespace LanguageModeling;

/// <content>Files: everything that training needs to go on, and that scoring needs.</content>
public sealed partial class Word2VecModel
{
    private const int FormatVersion = 1;

    /// <summary>Reads a model that <see cref="Save(string)"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file does not hold such a model, or is damaged.</exception>
    public static Word2VecModel Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        try
        {
            return Load(stream);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public static Word2VecModel Load(Stream stream)
    {
        var reader = new BinaryModelReader(stream, Magic, FormatVersion, "word2vec model");
        Word2VecOptions options = ReadOptions(reader);
        bool complete = reader.ReadBoolean();
        double[] losses = reader.ReadAll<double>(reader.ReadInt32(0, 1000, "the number of epochs"));
        Vocabulary vocabulary = Vocabulary.Read(reader);
        if (vocabulary.Count < 2 || vocabulary.Counts is null)
        {
            throw reader.Error($"expected at least two words with their counts but found {vocabulary.Count}");
        }

        bool tree = options.Objective == Word2VecObjective.HierarchicalSoftmax;
        long inputs = (long)vocabulary.Count + (options.HasCharacters ? options.Buckets : 0);
        WeightMatrix input = ReadMatrix(reader, inputs, options.Dimension);
        WeightMatrix output = ReadMatrix(reader, tree ? vocabulary.Count - 1 : vocabulary.Count, options.Dimension);
        reader.Complete();
        return new Word2VecModel(vocabulary, options, input, output) { EpochLosses = losses, IsComplete = complete };
    }

    /// <summary>Writes the model to a file, which appears only when it is complete.</summary>
    /// <param name="path">The file to make or replace.</param>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <inheritdoc/>
    public void Save(Stream stream)
    {
        var writer = new BinaryModelWriter(stream, Magic, FormatVersion);
        WriteOptions(writer);
        writer.Write(IsComplete);
        writer.Write(EpochLosses.Count);
        writer.WriteAll<double>([.. EpochLosses]);
        Vocabulary.Write(writer);
        WriteMatrix(writer, Input);
        WriteMatrix(writer, Output);
        writer.Complete();
    }

    /// <summary>What the file begins with.</summary>
    internal static ReadOnlySpan<byte> Magic => "LMWORD2V"u8;

    // What the machine has (threads, memory) is not kept.
    private void WriteOptions(BinaryModelWriter writer)
    {
        writer.Write((byte)Options.Architecture);
        writer.Write((byte)Options.Objective);
        writer.Write(Options.Dimension);
        writer.Write(Options.Window);
        writer.Write(Options.DynamicWindow);
        writer.Write(Options.NegativeSamples);
        writer.Write(Options.SharedNegatives);
        writer.Write(Options.NoiseExponent);
        writer.Write(Options.SubsamplingThreshold);
        writer.Write(Options.MinimumCount);
        writer.Write(Options.MaximumVocabularySize ?? 0);
        writer.Write(Options.Epochs);
        writer.Write(Options.LearningRate ?? 0);
        writer.Write(Options.FinalLearningRate);
        writer.Write(Options.MinimumCharacters);
        writer.Write(Options.MaximumCharacters);
        writer.Write(Options.Buckets);
        writer.Write((long)Options.Seed);
        Options.Splitter.Write(writer);
        writer.Write(Options.Lowercase);
    }

    private static Word2VecOptions ReadOptions(BinaryModelReader reader)
    {
        try
        {
            var options = new Word2VecOptions
            {
                Architecture = (Word2VecArchitecture)reader.ReadByte(),
                Objective = (Word2VecObjective)reader.ReadByte(),
                Dimension = reader.ReadInt32(),
                Window = reader.ReadInt32(),
                DynamicWindow = reader.ReadBoolean(),
                NegativeSamples = reader.ReadInt32(),
                SharedNegatives = reader.ReadBoolean(),
                NoiseExponent = reader.ReadDouble(),
                SubsamplingThreshold = reader.ReadDouble(),
                MinimumCount = reader.ReadInt32(),
                MaximumVocabularySize = reader.ReadInt32() is var size && size == 0 ? null : size,
                Epochs = reader.ReadInt32(),
                LearningRate = reader.ReadDouble() is var rate && rate == 0 ? null : rate,
                FinalLearningRate = reader.ReadDouble(),
                MinimumCharacters = reader.ReadInt32(),
                MaximumCharacters = reader.ReadInt32(),
                Buckets = reader.ReadInt32(),
                Seed = (ulong)reader.ReadInt64(),
                Splitter = TextSplitter.Read(reader),
                Lowercase = reader.ReadBoolean(),
            };
            options.Validate();
            return options;
        }
        catch (ArgumentException e)
        {
            throw reader.Error($"found settings that cannot be: {e.Message}");
        }
    }

    private static void WriteMatrix(BinaryModelWriter writer, WeightMatrix matrix)
    {
        for (int row = 0; row < matrix.Rows; row++)
        {
            writer.WriteAll<float>(matrix.Row(row));
        }
    }

    /// <summary>Reads all numbers before the matrix is made, so that a count that lies reserves nothing.</summary>
    private static WeightMatrix ReadMatrix(BinaryModelReader reader, long rows, int columns)
    {
        if (rows * columns > Array.MaxLength)
        {
            throw reader.Error($"found {rows} vectors of {columns} numbers, more than {Array.MaxLength} numbers");
        }

        float[] values = reader.ReadAll<float>((int)(rows * columns));
        int fault = values.AsSpan().IndexOfAnyExceptInRange(float.MinValue, float.MaxValue);
        if (fault >= 0)
        {
            throw reader.Error($"found {values[fault]} where a finite number is wanted");
        }

        var matrix = new WeightMatrix((int)rows, columns);
        for (int row = 0; row < rows; row++)
        {
            values.AsSpan(row * columns, columns).CopyTo(matrix.Row(row));
        }

        return matrix;
    }
}
