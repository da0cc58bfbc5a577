using LanguageModeling.Signatures;

namespace LanguageModeling.Decoding;

/// <summary>Where the keys and values of one row of a batch lie.</summary>
/// <param name="Layout">Shape of an entry.</param>
/// <param name="Memory">All entries, one behind the other, each [B, H, S, D] or [2, B, H, S, D].</param>
/// <param name="Rows">Rows B that there is memory for.</param>
/// <param name="Row">Number of the row.</param>
/// <param name="Stride">Tokens S from one plane to the next.</param>
/// <param name="Start">Place of the row's first token in a plane.</param>
internal readonly record struct CacheRow(CacheLayout Layout, NativeBuffer Memory, int Rows, int Row, int Stride, int Start)
{
    /// <summary>Copies the first tokens to another row.</summary>
    public void CopyTo(CacheRow target, int length)
    {
        int size = Layout.TokenSize;
        int parts = Layout.EntryCount * (Layout.IsCombined ? 2 : 1);
        for (int part = 0; part < parts && length > 0; part++)
        {
            for (int head = 0; head < Layout.Heads; head++)
            {
                Memory.AsSpan<byte>(PlaceOf(part, head) * size, length * size).CopyTo(target.Memory.AsSpan<byte>(target.PlaceOf(part, head) * size, length * size));
            }
        }
    }

    private long PlaceOf(int part, int head) => ((((((long)part * Rows) + Row) * Layout.Heads) + head) * Stride) + Start;
}
