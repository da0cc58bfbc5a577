namespace LanguageModeling.Tokenizers;

/// <summary>Byte-pair encoding of a whole text: of all neighbours that make a piece, those of the best score are merged first, of equal ones the leftmost.</summary>
internal sealed class SentencePieceBpe(SentencePieceFile file, TokenTable tokens, UserSymbols symbols) : IPieceFinder
{
    public List<(int Start, int End)> Find(string text)
    {
        var run = new Run(this, text);
        return run.Merge();
    }

    private bool TryFind(ReadOnlySpan<char> text, out int id)
        => tokens.TryGetId(text, out id) && file.Pieces[id].Kind is PieceKind.Normal or PieceKind.UserDefined or PieceKind.Unused;

    private sealed class Run
    {
        private static readonly Comparer<(float Score, int Left)> BestFirst
            = Comparer<(float Score, int Left)>.Create((a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Left.CompareTo(b.Left));

        private readonly SentencePieceBpe _owner;
        private readonly string _text;
        private readonly List<(int Start, int Length, int Previous, int Next, bool IsFrozen)> _symbols = [];
        private readonly PriorityQueue<(int Left, int Right, int Length), (float Score, int Left)> _queue = new(BestFirst);
        private readonly Dictionary<string, int> _splits = [];   // of unused pieces that came up: where they were put together

        public Run(SentencePieceBpe owner, string text)
        {
            _owner = owner;
            _text = text;
            for (int start = 0; start < text.Length;)
            {
                int length = owner.Symbols.Match(text.AsSpan(start));
                bool frozen = length > 0;
                length = frozen ? length : char.IsHighSurrogate(text[start]) && start + 1 < text.Length ? 2 : 1;
                int index = _symbols.Count;
                _symbols.Add((start, length, index - 1, start + length < text.Length ? index + 1 : -1, frozen));
                start += length;
            }
        }

        public List<(int Start, int End)> Merge()
        {
            for (int i = 1; i < _symbols.Count; i++)
            {
                Offer(i - 1, i);
            }

            while (_queue.TryDequeue(out (int Left, int Right, int Length) pair, out _))
            {
                (int start, int length, int previous, _, bool frozen) = _symbols[pair.Left];
                (int rightStart, int rightLength, _, int next, bool rightFrozen) = _symbols[pair.Right];
                if (length == 0 || rightLength == 0 || length + rightLength != pair.Length)
                {
                    continue; // it has changed since
                }

                _symbols[pair.Left] = (start, pair.Length, previous, next, frozen);
                _symbols[pair.Right] = (rightStart, 0, pair.Left, next, rightFrozen);
                if (next >= 0)
                {
                    _symbols[next] = _symbols[next] with { Previous = pair.Left };
                }

                Offer(previous, pair.Left);
                Offer(pair.Left, next);
            }

            var parts = new List<(int Start, int End)>();
            for (int i = _symbols.Count == 0 ? -1 : 0; i >= 0; i = _symbols[i].Next)
            {
                Resegment(_symbols[i].Start, _symbols[i].Length, parts);
            }

            return parts;
        }

        private void Offer(int left, int right)
        {
            if (left < 0 || right < 0 || _symbols[left].IsFrozen || _symbols[right].IsFrozen)
            {
                return;
            }

            int length = _symbols[left].Length + _symbols[right].Length;
            ReadOnlySpan<char> piece = _text.AsSpan(_symbols[left].Start, length);
            if (!_owner.TryFind(piece, out int id))
            {
                return;
            }

            SentencePieceEntry entry = _owner.File.Pieces[id];
            _queue.Enqueue((left, right, length), (entry.Score, left));
            if (entry.Kind == PieceKind.Unused)
            {
                _splits[entry.Text] = _symbols[left].Length;
            }
        }

        // Pieces that are not to be used are taken apart again.
        private void Resegment(int start, int length, List<(int Start, int End)> parts)
        {
            string piece = _text.Substring(start, length);
            if (_owner.TryFind(piece, out int id) && _owner.File.Pieces[id].Kind == PieceKind.Unused && _splits.TryGetValue(piece, out int split))
            {
                Resegment(start, split, parts);
                Resegment(start + split, length - split, parts);
                return;
            }

            parts.Add((start, start + length));
        }
    }

    private SentencePieceFile File => file;

    private UserSymbols Symbols => symbols;
}
