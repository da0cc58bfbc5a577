using LanguageModeling.Tokenizers;

namespace LanguageModeling.Tests;

/// <summary>The table of merges gives what looking up all neighbours gives, step by step.</summary>
[TestClass]
public class SentencePieceBpeTests
{
    [TestMethod]
    public void Find_RandomModels_GivesWhatThePlainLoopGives()
    {
        var random = new Random(2);
        for (int round = 0; round < 60; round++)
        {
            SentencePieceEntry[] pieces = RandomPieces(random);
            SentencePieceFile file = SentencePieceFile.Read(SentencePieceBytes.Write(PieceAlgorithm.Bpe, pieces), "x.model");
            var ids = pieces.Index().ToDictionary(entry => entry.Item.Text, entry => entry.Index);
            var symbols = new UserSymbols(pieces.Where(piece => piece.Kind == PieceKind.UserDefined).Select(piece => piece.Text));
            var finder = new SentencePieceBpe(file, new TokenTable(ids, ""), symbols);
            for (int i = 0; i < 30; i++)
            {
                string text = RandomText(random, 1 + random.Next(i % 3 == 0 ? 120 : 12));
                List<(int Id, int Start, int End)> found = [];

                finder.Find(text, found);

                CollectionAssert.AreEqual(FindPlainly(file, ids, symbols, text), found.Select(piece => (piece.Start, piece.End)).ToArray(), text);
                Assert.IsTrue(found.All(piece => piece.Id < 0 || pieces[piece.Id].Text == text[piece.Start..piece.End]), text);
            }
        }
    }

    [TestMethod]
    public void Merge_FewAndMany_GiveTheSame()
    {
        // With somebody who is told of merges, the queue is used for few symbols, too.
        var random = new Random(5);
        for (int round = 0; round < 200; round++)
        {
            var table = new MergeTable(60);
            for (int i = 0; i < 60; i++)
            {
                table.TryAdd(random.Next(8), random.Next(8), random.Next(20), random.Next(8));
            }

            BpeSymbols few = new(), many = new();
            for (int i = random.Next(49); i > 0; i--)
            {
                int id = random.Next(8);
                few.Add(id, i, i + 1);
                many.Add(id, i, i + 1);
            }

            few.Merge(table);
            many.Merge(table, (_, _) => { });

            CollectionAssert.AreEqual(few.Items.ToArray(), many.Items.ToArray());
        }
    }

    // Of all neighbours that make a piece the one of the best score is merged, of equal ones the leftmost, as long as there is one. An unused
    // piece is taken apart where the pair was that made it possible last.
    private static (int, int)[] FindPlainly(SentencePieceFile file, Dictionary<string, int> ids, UserSymbols userSymbols, string text)
    {
        var parts = new List<(int Start, int End, bool Frozen)>();
        for (int start = 0, end; start < text.Length; start = end)
        {
            int symbol = userSymbols.Match(text.AsSpan(start));
            end = start + (symbol > 0 ? symbol : char.IsHighSurrogate(text[start]) ? 2 : 1);
            parts.Add((start, end, symbol > 0));
        }

        var splits = new Dictionary<string, int>();
        for (int i = 0; i + 1 < parts.Count; i++)
        {
            Offer(i);
        }

        while (true)
        {
            int[] possible = [.. Enumerable.Range(0, Math.Max(0, parts.Count - 1)).Where(i => ScoreAt(i) is not null)];
            if (possible.Length == 0)
            {
                break;
            }

            int best = possible.MaxBy(ScoreAt);
            parts[best] = (parts[best].Start, parts[best + 1].End, false);
            parts.RemoveAt(best + 1);
            Offer(best - 1);
            Offer(best);
        }

        return [.. parts.SelectMany(part => Resegment(part.Start, part.End))];

        float? ScoreAt(int i)
        {
            string piece = text[parts[i].Start..parts[i + 1].End];
            return !parts[i].Frozen && !parts[i + 1].Frozen && ids.TryGetValue(piece, out int id)
                && file.Pieces[id].Kind is PieceKind.Normal or PieceKind.UserDefined or PieceKind.Unused ? file.Pieces[ids[piece]].Score : null;
        }

        void Offer(int i)
        {
            if (i >= 0 && i + 1 < parts.Count && ScoreAt(i) is not null)
            {
                splits[text[parts[i].Start..parts[i + 1].End]] = parts[i].End - parts[i].Start;
            }
        }

        IEnumerable<(int, int)> Resegment(int start, int end)
            => ids.TryGetValue(text[start..end], out int id) && file.Pieces[id].Kind == PieceKind.Unused && splits.TryGetValue(text[start..end], out int split)
                ? [.. Resegment(start, start + split), .. Resegment(start + split, end)]
                : [(start, end)];
    }

    private static SentencePieceEntry[] RandomPieces(Random random)
    {
        PieceKind[] kinds = [PieceKind.Normal, PieceKind.Normal, PieceKind.Normal, PieceKind.Normal, PieceKind.Unused, PieceKind.UserDefined, PieceKind.Control];
        return
        [
            new("<unk>", 0, PieceKind.Unknown),
            .. Enumerable.Range(0, 120).Select(_ => RandomText(random, 1 + random.Next(5))).Distinct()
                .Select(text => new SentencePieceEntry(text, -random.Next(40), text.Length == 1 ? PieceKind.Normal : kinds[random.Next(kinds.Length)])),
        ];
    }

    private static string RandomText(Random random, int length)
        => string.Concat(Enumerable.Range(0, length).Select(_ => random.Next(12) switch { 0 => "😀", 1 => "▁", 2 => "好", 3 => "q", int i => "abc"[i % 3].ToString() }));
}
