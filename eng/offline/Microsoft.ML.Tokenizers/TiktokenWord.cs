namespace Microsoft.ML.Tokenizers;

/// <summary>A token inside a split: the characters it touches. Two tokens that share a character both cover it.</summary>
internal readonly record struct TiktokenPiece(int Id, int Start, int End);

/// <summary>Encodes a split by merging the adjacent pair of lowest rank, the leftmost first, until no pair is in the vocabulary.</summary>
internal static class TiktokenWord
{
    public static TiktokenPiece[] Encode(ReadOnlySpan<char> text, Dictionary<byte[], int> ranks)
    {
        var utf8 = new Utf8Text(text);
        byte[] bytes = utf8.Bytes;
        var lookup = ranks.GetAlternateLookup<ReadOnlySpan<byte>>();
        var starts = new List<int>(Enumerable.Range(0, bytes.Length + 1)); // start of each part, then the end
        var pairs = new List<int>(); // rank of each part joined with the next one
        for (int i = 0; i + 2 < starts.Count; i++)
        {
            pairs.Add(Rank(bytes, i));
        }

        while (pairs.Count > 0)
        {
            int best = pairs.IndexOf(pairs.Min());
            if (pairs[best] == int.MaxValue)
            {
                break;
            }

            starts.RemoveAt(best + 1);
            pairs.RemoveAt(best);
            if (best < pairs.Count)
            {
                pairs[best] = Rank(bytes, best);
            }

            if (best > 0)
            {
                pairs[best - 1] = Rank(bytes, best - 1);
            }
        }

        var pieces = new TiktokenPiece[starts.Count - 1];
        for (int i = 0; i < pieces.Length; i++)
        {
            int end = starts[i + 1];
            int id = lookup[bytes.AsSpan(starts[i]..end)];
            while (end < bytes.Length && utf8.Chars[end] == utf8.Chars[end - 1])
            {
                end++; // a character cut in two belongs to both parts
            }

            pieces[i] = new TiktokenPiece(id, utf8.Chars[starts[i]], utf8.Chars[end]);
        }

        return pieces;

        int Rank(byte[] all, int part)
            => ranks.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(all.AsSpan(starts[part]..starts[part + 2]), out int rank) ? rank : int.MaxValue;
    }

    /// <summary>Takes pieces from the front, never half of a character.</summary>
    public static int Take(ReadOnlySpan<TiktokenPiece> pieces, int limit, int length, List<int>? ids, out int consumed)
    {
        int count = 0;
        consumed = 0;
        while (count < pieces.Length)
        {
            int next = count + 1;
            while (next < pieces.Length && pieces[next].Start < pieces[count].End)
            {
                next++;
            }

            if (next > limit && pieces.Length > limit)
            {
                return count;
            }

            for (; count < next; count++)
            {
                ids?.Add(pieces[count].Id);
                consumed = pieces[count].End;
            }
        }

        consumed = length;
        return count;
    }

    /// <summary>Takes pieces from the back, never half of a character.</summary>
    public static int TakeFromEnd(ReadOnlySpan<TiktokenPiece> pieces, int limit, int length, out int index)
    {
        int first = Math.Max(0, pieces.Length - limit);
        while (first > 0 && first < pieces.Length && pieces[first].Start < pieces[first - 1].End)
        {
            first++;
        }

        index = first == 0 ? 0 : first == pieces.Length ? length : pieces[first].Start;
        return pieces.Length - first;
    }
}
