namespace Microsoft.ML.Tokenizers;

/// <summary>A split of the text, encoded. Pieces count the symbols of the word, which are characters or, at byte level, bytes.</summary>
internal sealed class BpeWord(BpePiece[] pieces, int symbols, int[]? chars)
{
    public BpePiece[] Pieces => pieces;

    public Range Offset(int start, int length, int offset)
    {
        int end = start + length;
        return chars is null
            ? new Range(offset + start, offset + end)
            : new Range(offset + chars[start], offset + chars[end - 1] + 1); // as the real one: a pair of surrogates counts as one at the end
    }

    /// <summary>Takes pieces from the front.</summary>
    public int Take(int limit, List<int>? ids, out int charsConsumed)
    {
        int count = Math.Min(limit, pieces.Length);
        int taken = 0;
        foreach (BpePiece piece in pieces.AsSpan(0, count))
        {
            ids?.Add(piece.Id);
            taken += piece.Length;
        }

        charsConsumed = Char(pieces.Length <= limit ? symbols : taken);
        return count;
    }

    /// <summary>Takes pieces from the back; gives the index of the first character taken.</summary>
    public int TakeFromEnd(int limit, out int charIndex)
    {
        int count = Math.Min(limit, pieces.Length);
        int taken = 0;
        foreach (BpePiece piece in pieces.AsSpan(pieces.Length - count))
        {
            taken += piece.Length;
        }

        charIndex = Char(pieces.Length <= limit ? 0 : symbols - taken);
        return count;
    }

    private int Char(int symbol) => chars is null ? symbol : chars[symbol];
}
