namespace LanguageModeling.Embeddings;

/// <summary>Bytes of a binary vector file, and where words and numbers stand in them.</summary>
/// <param name="length">Most bytes.</param>
internal sealed class VectorBlock(int length)
{
    /// <summary>Room for the bytes.</summary>
    public byte[] Bytes { get; } = new byte[length];

    /// <summary>Bytes used.</summary>
    public int Length { get; private set; }

    /// <summary>Where the first of them stands in the file.</summary>
    public long Offset { get; private set; }

    /// <summary>Whether the data end with this block.</summary>
    public bool IsLast => Length < Bytes.Length;

    /// <summary>Place and length of words.</summary>
    public List<(int Start, int Length)> Words { get; } = [];

    /// <summary>Place of the first byte of some numbers, how many there are, and where the first of them belongs.</summary>
    public List<(int Start, int Count, int Target)> Numbers { get; } = [];

    /// <summary>Ends when nobody needs the block any more.</summary>
    public Task Used { get; set; } = Task.CompletedTask;

    /// <summary>Takes in what another block left over, and as many bytes of the source as there is room for.</summary>
    public void Fill(ReadOnlySpan<byte> rest, ByteSource source)
    {
        Words.Clear();
        Numbers.Clear();
        rest.CopyTo(Bytes);
        Offset = source.Offset - rest.Length;
        Length = rest.Length + source.Read(Bytes.AsSpan(rest.Length));
    }
}
