namespace Microsoft.ML.Tokenizers;

/// <summary>A token inside a word: its id and how many of the word's characters it covers.</summary>
internal record struct BpePiece(int Id, int Length);

/// <summary>The merge rules, and their application to a word: the lowest rank first, at equal rank the leftmost.</summary>
internal sealed class BpeMerges
{
    private readonly Dictionary<(int Left, int Right), (int Rank, int Id)> _rules = [];

    public BpeMerges(IEnumerable<string> merges, Dictionary<string, int> vocabulary, int prefixLength)
    {
        int rank = 0;
        foreach (string merge in merges)
        {
            int space = merge.IndexOf(' ');
            (string left, string right) = (merge[..space], merge[(space + 1)..]);
            int leftId = Id(left);
            int rightId = Id(right);
            if (right.Length <= prefixLength)
            {
                throw new InvalidOperationException(
                    $"The merge value '{right}' is too short to be merged with a prefix of length {prefixLength}. The merges are damaged or lack the prefix.");
            }

            _rules.Add((leftId, rightId), (rank++, Id(left + right[prefixLength..])));
        }

        int Id(string token) => vocabulary.TryGetValue(token, out int id)
            ? id
            : throw new InvalidOperationException($"Trying to merge a token '{token}' which not exist in the vocabulary.");
    }

    public BpePiece[] Apply(List<BpePiece> word)
    {
        int[] next = new int[word.Count]; // linked list of the pieces still alive
        int[] previous = new int[word.Count];
        var queue = new PriorityQueue<(int At, int Id), (int Rank, int At)>();
        for (int i = 0; i < word.Count; i++)
        {
            next[i] = i + 1 < word.Count ? i + 1 : -1;
            previous[i] = i - 1;
        }

        for (int i = 0; i < word.Count; i++)
        {
            Offer(i);
        }

        while (queue.TryDequeue(out (int At, int Id) merge, out _))
        {
            int at = merge.At;
            int right = word[at].Length == 0 ? -1 : next[at];
            if (right < 0 || !_rules.TryGetValue((word[at].Id, word[right].Id), out (int Rank, int Id) rule) || rule.Id != merge.Id)
            {
                continue; // one of the two has been merged into something else
            }

            word[at] = new BpePiece(merge.Id, word[at].Length + word[right].Length);
            word[right] = default;
            next[at] = next[right];
            if (next[at] >= 0)
            {
                previous[next[at]] = at;
            }

            if (previous[at] >= 0)
            {
                Offer(previous[at]);
            }

            Offer(at);
        }

        return word.Where(piece => piece.Length > 0).ToArray();

        void Offer(int at)
        {
            if (next[at] >= 0 && _rules.TryGetValue((word[at].Id, word[next[at]].Id), out (int Rank, int Id) rule))
            {
                queue.Enqueue((at, rule.Id), (rule.Rank, at));
            }
        }
    }
}
