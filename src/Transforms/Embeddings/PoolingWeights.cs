using LanguageModeling.Files;

namespace LanguageModeling.Embeddings;

/// <summary>What pooling learns from the data that it is fitted on.</summary>
/// <param name="Words">A weight for each word with a vector, [V].</param>
/// <param name="Unknown">The weight of a word without one.</param>
/// <param name="Common">The direction that is taken away, [D], of length 1; empty for none.</param>
internal sealed record PoolingWeights(float[] Words, float Unknown, float[] Common)
{
    private const int FormatVersion = 1;

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static PoolingWeights Read(Stream stream, WordVectors vectors)
    {
        var reader = new BinaryModelReader(stream, "LMEMBEDW"u8, FormatVersion, "weights of words");
        int count = reader.ReadInt32(vectors.Count, vectors.Count, "the number of words");
        float[] words = reader.ReadAll<float>(count);
        float unknown = reader.ReadSingle();
        float[] common = reader.ReadBoolean() ? reader.ReadAll<float>(vectors.Dimension) : [];
        reader.Complete();
        return words.Concat(common).Append(unknown).All(float.IsFinite)
            ? new PoolingWeights(words, unknown, common)
            : throw reader.Error("found a weight that is not a finite number");
    }

    public void Write(Stream stream)
    {
        var writer = new BinaryModelWriter(stream, "LMEMBEDW"u8, FormatVersion);
        writer.Write(Words.Length);
        writer.WriteAll<float>(Words);
        writer.Write(Unknown);
        writer.Write(Common.Length > 0);
        writer.WriteAll<float>(Common);
        writer.Complete();
    }
}
