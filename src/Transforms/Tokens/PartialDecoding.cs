using System.Buffers;

namespace LanguageModeling.Tokens;

/// <summary>Decodes into a buffer that may be too small.</summary>
internal static class PartialDecoding
{
    public delegate string Decoder(ReadOnlySpan<int> ids);

    /// <summary>Decodes as many ids, from the first, as give a text that fits.</summary>
    public static OperationStatus Decode(int[] ids, Decoder decode, Span<char> destination, out int idsConsumed, out int charsWritten)
    {
        string text = decode(ids);
        idsConsumed = ids.Length;
        if (text.Length > destination.Length)
        {
            // More ids never give a shorter text, so the longest beginning that fits can be searched by halves.
            int fits = 0, tooLong = ids.Length;
            while (tooLong - fits > 1)
            {
                int middle = (fits + tooLong) / 2;
                (fits, tooLong) = decode(ids.AsSpan(0, middle)).Length <= destination.Length ? (middle, tooLong) : (fits, middle);
            }

            text = decode(ids.AsSpan(0, fits));
            idsConsumed = fits;
        }

        text.CopyTo(destination);
        charsWritten = text.Length;
        return idsConsumed == ids.Length ? OperationStatus.Done : OperationStatus.DestinationTooSmall;
    }
}
