using System.Text;
using LanguageModeling.Tokenizers;

namespace LanguageModeling.Tests;

/// <summary>The splitting rules written out by hand equal the regular expressions that they stand for, and the fast way of encoding the plain one.</summary>
[TestClass]
public class WordScannerTests
{
    // What the rules tell apart: letters of all kinds, marks, digits, spaces, lines, contractions, pairs of surrogates and half ones.
    private static readonly string[] Pieces =
    [
        "a", "b", "Z", "É", "ǅ", "ʰ", "你", "好", "ア", "\u0301", "\u0903", "\u20DD", "1", "२", "Ⅷ", "½", " ", " ", "  ", "\t", "\u00A0", "\u3000", "\n", "\r\n", "\r", "'", "'s", "'S",
        "'\u017F", "'ll", "'Ve", "'re", "'d", "!", ".", "/", "—", "€", "+", "_", "😀", "𝐀", "𠀀", "𝟘", "\u200D", "\u200B", "\u0000", "\u0085", "\u2028",
    ];

    public static IEnumerable<object[]> Rules => Enum.GetValues<SplitRule>().Select(rule => new object[] { rule.ToString() });

    [TestMethod]
    [DynamicData(nameof(Rules))]
    public void Next_RandomTexts_SplitsAsTheExpression(string name)
    {
        var rule = Enum.Parse<SplitRule>(name);
        TextPattern pattern = TextPattern.Create(ExpressionOf(rule), isExpression: true);
        var random = new Random(1);
        for (int i = 0; i < 4000; i++)
        {
            string text = RandomText(random, 1 + random.Next(14));
            int at = 0;
            foreach (PatternPart part in pattern.FindParts(text))
            {
                Assert.AreEqual(part.Start, at, $"{rule}: {Show(text)}");
                at = WordScanner.Next(rule, text, at);
                Assert.AreEqual(part.End, at, $"{rule}: {Show(text)}, at {part.Start}");
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Rules))]
    public void TryEncode_RandomTexts_GivesWhatThePlainWayGives(string name)
    {
        PipelineTokenizer tokenizer = Create(Enum.Parse<SplitRule>(name));
        var random = new Random(2);
        var ids = new int[4096];
        for (int i = 0; i < 600; i++)
        {
            string text = RandomText(random, random.Next(i == 0 ? 1 : 60)) + (i % 7 == 0 ? new string('a', 90) : "") + (i % 5 == 0 ? "<|x|>" : "")
                + (i % 11 == 0 ? "\uD800" : "");

            Assert.IsTrue(tokenizer.TryEncode(text, ids, out int count));
            CollectionAssert.AreEqual(
                tokenizer.Encode(text, options: new TextEncodingOptions { AddSpecialTokens = false }).Ids.ToArray(), ids[..count], $"{name}: {Show(text)}");
        }
    }

    [TestMethod]
    public void TryEncode_SmallBuffer_TellsHowManyIdsThereAre()
    {
        PipelineTokenizer tokenizer = Create(SplitRule.Gpt2);

        Assert.IsFalse(tokenizer.TryEncode("abc def", new int[2], out int count));
        int[] ids = new int[count];
        Assert.IsTrue(tokenizer.TryEncode("abc def", ids, out int again));
        Assert.AreEqual(count, again);
    }

    [TestMethod]
    public void TryEncode_KnownWords_AllocatesNothing()
    {
        PipelineTokenizer tokenizer = Create(SplitRule.Cl100k);
        string text = string.Concat(Enumerable.Repeat("the cat sat on the mat. ", 200));
        var ids = new int[text.Length];
        tokenizer.TryEncode(text, ids, out _);

        long before = GC.GetAllocatedBytesForCurrentThread();
        tokenizer.TryEncode(text, ids, out _);

        Assert.IsTrue(GC.GetAllocatedBytesForCurrentThread() - before < 1000);
    }

    [TestMethod]
    public void TryEncode_ManyThreads_GiveTheSame()
    {
        PipelineTokenizer tokenizer = Create(SplitRule.Gpt2);
        string text = RandomText(new Random(3), 400);
        var expected = new int[4096];
        tokenizer.TryEncode(text, expected, out int count);

        Parallel.For(0, 64, _ =>
        {
            var ids = new int[4096];
            tokenizer.TryEncode(text, ids, out int found);
            CollectionAssert.AreEqual(expected[..count], ids[..found]);
        });
    }

    private static string ExpressionOf(SplitRule rule) => rule switch
    {
        SplitRule.Gpt2 => PlainFiles.RuleOf(TiktokenPattern.Gpt2),
        SplitRule.Cl100k => PlainFiles.RuleOf(TiktokenPattern.Cl100k),
        SplitRule.SingleDigits => PlainFiles.RuleOf(TiktokenPattern.Cl100k).Replace("{1,3}", "", StringComparison.Ordinal),
        _ => PlainFiles.RuleOf(TiktokenPattern.O200k),
    };

    // All bytes, and some merges; "Ġ" is a space.
    private static PipelineTokenizer Create(SplitRule rule)
    {
        string[] merges = ["a a", "aa aa", "aaaa aaaa", "a b", "Ġ a", "Ġ Ġ", "l l", "' s", "Ã ī", "! .", "1 1", "t h", "th e", "Ġ the", "Ċ Ċ"];
        var ids = new Dictionary<string, int>();
        for (int b = 0; b < 256; b++)
        {
            ids.Add(ByteAlphabet.Spell((byte)b).ToString(), b);
        }

        var pairs = new List<(string, string)>();
        foreach (string[] halves in merges.Select(merge => merge.Split(' ')))
        {
            pairs.Add((halves[0], halves[1]));
            ids.TryAdd(halves[0] + halves[1], ids.Count);
        }

        return new PipelineTokenizer(new TokenizerPipeline
        {
            Model = new BpeModel(new TokenTable(ids, "test"), [.. pairs.Where(pair => ids.ContainsKey(pair.Item1) && ids.ContainsKey(pair.Item2))], new BpeSettings(), "test"),
            Splitting = new SequenceSplitting(
            [
                new PatternSplitting(TextPattern.Create(ExpressionOf(rule), isExpression: true), SplitBehavior.Isolated, invert: false),
                new ByteLevelSplitting(addPrefixSpace: false, trimOffsets: false, useRule: false),
            ]),
            AddedTokens = [new AddedToken("<|x|>") { Special = true, Normalized = false }],
        });
    }

    private static string RandomText(Random random, int length)
    {
        var text = new StringBuilder();
        for (int i = 0; i < length; i++)
        {
            text.Append(Pieces[random.Next(Pieces.Length)]);
        }

        return text.ToString();
    }

    private static string Show(string text) => string.Concat(text.Select(c => c is > ' ' and < '\u007F' ? c.ToString() : $"\\u{(int)c:X4}"));
}
