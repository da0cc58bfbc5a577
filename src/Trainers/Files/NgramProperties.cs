using LanguageModeling.Tables;

namespace LanguageModeling.Files;

/// <summary>What a model tells about itself besides its numbers.</summary>
/// <param name="Splitter">How text is split into its tokens.</param>
/// <param name="Lowercase">Whether text is put in lower case first.</param>
/// <param name="Smoothing">How it was smoothed; null when that is not known.</param>
internal sealed record NgramOrigin(TextSplitter Splitter, bool Lowercase, NgramSmoothing? Smoothing)
{
    private const byte NoSmoothing = byte.MaxValue;

    /// <summary>A model from an ARPA file, which does not tell.</summary>
    public static NgramOrigin Arpa { get; } = new(TextSplitter.Whitespace, false, null);

    public static NgramOrigin Read(BinaryModelReader reader)
    {
        TextSplitter splitter = TextSplitter.Read(reader);
        bool lowercase = reader.ReadBoolean();
        byte value = reader.ReadByte();
        return value == NoSmoothing ? new NgramOrigin(splitter, lowercase, null)
            : Enum.IsDefined((NgramSmoothing)value) ? new NgramOrigin(splitter, lowercase, (NgramSmoothing)value)
            : throw reader.Error($"expected a smoothing but found {value}");
    }

    public void Write(BinaryModelWriter writer)
    {
        Splitter.Write(writer);
        writer.Write(Lowercase);
        writer.Write(Smoothing is { } smoothing ? (byte)smoothing : NoSmoothing);
    }
}

/// <summary>The section of a model file that is read when it is opened.</summary>
/// <param name="Origin">What the model tells about itself.</param>
/// <param name="Special">The special tokens.</param>
/// <param name="Counts">At [n - 1] the number of n-grams of order n; the first is V.</param>
/// <param name="Parameters">Numbers that the layout needs.</param>
internal sealed record NgramProperties(NgramOrigin Origin, SpecialTokens Special, long[] Counts, long[] Parameters)
{
    private const int FormatVersion = 1;
    private const int MostParameters = 1024;
    private const int NoToken = -1;

    private static ReadOnlySpan<byte> Magic => "LMNGPROP"u8;

    public static NgramProperties Read(Stream stream)
    {
        var reader = new BinaryModelReader(stream, Magic, FormatVersion, "n-gram model");
        NgramOrigin origin = NgramOrigin.Read(reader);
        int order = reader.ReadInt32(1, NgramTables.MaximumOrder, "the order of the model");
        long[] counts = new long[order];
        for (int n = 1; n <= order; n++)
        {
            counts[n - 1] = reader.ReadInt64();
            if (counts[n - 1] < 0 || (n == 1 && counts[0] > Array.MaxLength))
            {
                throw reader.Error($"expected the number of {n}-grams but found {counts[n - 1]}");
            }
        }

        var special = new SpecialTokens { Unknown = ReadId(), BeginningOfSequence = ReadId(), EndOfSequence = ReadId(), Padding = ReadId() };
        long[] parameters = reader.ReadAll<long>(reader.ReadInt32(0, MostParameters, "how many numbers the layout needs"));
        reader.Complete();
        return new NgramProperties(origin, special, counts, parameters);

        int? ReadId() => reader.ReadInt32(NoToken, (int)counts[0] - 1, "the id of a special token") is not NoToken and int id ? id : null;
    }

    public void Write(Stream stream)
    {
        var writer = new BinaryModelWriter(stream, Magic, FormatVersion);
        Origin.Write(writer);
        writer.Write(Counts.Length);
        writer.WriteAll<long>(Counts);
        foreach (int? id in new[] { Special.Unknown, Special.BeginningOfSequence, Special.EndOfSequence, Special.Padding })
        {
            writer.Write(id ?? NoToken);
        }

        writer.Write(Parameters.Length);
        writer.WriteAll<long>(Parameters);
        writer.Complete();
    }
}
