using System.Text;

namespace LanguageModeling.Learning;

/// <summary>Finds the pieces that unigram training begins with: the substrings of words that occur most, weighted by their length.</summary>
/// <remarks>
/// Substrings grow by one character a round. Only those count that become rarer by a character more on either side, as the inner nodes of a
/// suffix tree do.
/// </remarks>
internal sealed class SeedPieces
{
    private readonly List<(string Piece, double Weight)> _found = [];
    private readonly char[] _text;
    private readonly int[] _ends;   // for each position, where its word ends
    private readonly long[] _counts; // for each position, how often its word occurs

    private SeedPieces(IReadOnlyList<(string Word, long Count)> words)
    {
        int length = checked(words.Sum(word => word.Word.Length));
        _text = new char[length];
        _ends = new int[length];
        _counts = new long[length];
        int at = 0;
        foreach ((string word, long count) in words)
        {
            word.CopyTo(_text.AsSpan(at));
            _ends.AsSpan(at, word.Length).Fill(at + word.Length);
            _counts.AsSpan(at, word.Length).Fill(count);
            at += word.Length;
        }
    }

    /// <summary>Finds pieces of two characters and more, the weightiest first.</summary>
    /// <param name="words">Words with their counts.</param>
    /// <param name="longest">Most characters of a piece.</param>
    /// <param name="most">Most pieces.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public static List<(string Piece, double Weight)> Find(IReadOnlyList<(string Word, long Count)> words, int longest, int most, CancellationToken cancellationToken)
    {
        var search = new SeedPieces(words);
        search.Grow(longest, cancellationToken);
        return [.. search._found.OrderByDescending(found => found.Weight).ThenBy(found => found.Piece, StringComparer.Ordinal).Take(most)];
    }

    private void Grow(int longest, CancellationToken cancellationToken)
    {
        // classes[p] tells which substring of the round's length begins at p; -1 for none that occurs twice.
        int[] classes = [.. _text.Select(c => (int)c)];
        Round last = new(new long[char.MaxValue + 1], []);
        for (int position = 0; position < _text.Length; position++)
        {
            last.Counts[_text[position]] += _counts[position];
        }

        // One round more than the longest piece tells which of the longest are pieces of their own. A character may be two code units.
        int rounds = (_text.Any(char.IsSurrogate) ? 2 : 1) * longest;
        for (int length = 2; length <= rounds + 1; length++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Round next = Extend(length, ref classes, last);
            Emit(last, length - 1, longest);
            if (next.Positions.Count == 0)
            {
                break;
            }

            last = next;
        }
    }

    private Round Extend(int length, ref int[] classes, Round last)
    {
        var table = new PairTable();
        var positions = new List<int>();
        var next = new int[_text.Length];
        for (int position = 0; position < _text.Length; position++)
        {
            next[position] = -1;
            if (classes[position] < 0 || position + length > _ends[position])
            {
                continue;
            }

            int index = table.GetOrAdd(PairTable.Key(classes[position], _text[position + length - 1]));
            table.Counts[index] += _counts[position];
            next[position] = index;
            if (index == positions.Count)
            {
                positions.Add(position);
            }
        }

        for (int index = 0; index < positions.Count; index++)
        {
            // What occurs as often with one more character on either side is no piece of its own.
            int position = positions[index];
            last.Forget(classes[position], table.Counts[index]);
            if (classes[position + 1] is >= 0 and int rest)
            {
                last.Forget(rest, table.Counts[index]);
            }
        }

        for (int position = 0; position < next.Length; position++)
        {
            if (next[position] >= 0 && table.Counts[next[position]] < 2)
            {
                next[position] = -1;
            }
        }

        classes = next;
        return new Round(table.Counts.AsSpan(0, table.Count).ToArray(), positions);
    }

    private void Emit(Round round, int length, int longest)
    {
        for (int index = 0; index < round.Positions.Count; index++)
        {
            ReadOnlySpan<char> piece = _text.AsSpan(round.Positions[index], length);
            if (round.IsForgotten(index) || round.Counts[index] < 2 || char.IsLowSurrogate(piece[0]) || char.IsHighSurrogate(piece[^1]))
            {
                continue;
            }

            int characters = 0;
            foreach (Rune _ in piece.EnumerateRunes())
            {
                characters++;
            }

            if (characters > 1 && characters <= longest)
            {
                _found.Add((piece.ToString(), (double)round.Counts[index] * characters));
            }
        }
    }

    private sealed class Round(long[] counts, List<int> positions)
    {
        private readonly bool[] _forgotten = new bool[counts.Length];

        public long[] Counts => counts;

        /// <summary>For each substring, where it was seen first.</summary>
        public List<int> Positions => positions;

        public bool IsForgotten(int index) => _forgotten[index];

        public void Forget(int index, long countOfLonger) => _forgotten[index] |= counts[index] == countOfLonger;
    }
}
