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
    public void Encode_RandomTexts_GivesIdsAndOffsetsOfThePlainWay(string name)
    {
        var random = new Random(2);
        var rule = Enum.Parse<SplitRule>(name);
        foreach (PipelineTokenizer tokenizer in (PipelineTokenizer[])
            [Create(rule), Create(rule, ignoreMerges: true), Create(rule, normalization: new UnicodeNormalization(NormalizationForm.FormC))])
        {
            var plain = new PipelineEncoder(tokenizer.Pipeline, tokenizer.Added, fast: null);
            var ids = new int[4096];
            for (int i = 0; i < 600; i++)
            {
                string text = RandomText(random, random.Next(i == 0 ? 1 : 60)) + (i % 7 == 0 ? new string('a', 90) : "") + (i % 5 == 0 ? " <|x|>  a<y> " : "")
                    + (i % 11 == 0 ? "\uD800" : "") + (i % 13 == 0 ? "a\uDC00b\uD83D" : "");
                List<EncodedItem> expected = plain.Encode(text);

                TextEncoding encoding = tokenizer.Encode(text);

                CollectionAssert.AreEqual(expected.Select(item => item.Text).ToList(), encoding.Tokens.ToList(), $"{name}: {Show(text)}");
                CollectionAssert.AreEqual(expected.Select(item => new TextPart(item.Start, item.End - item.Start)).ToList(), encoding.Offsets.ToList(), $"{name}: {Show(text)}");
                CollectionAssert.AreEqual(
                    expected.Select(item => new TextToken(item.Id, item.Start, item.End - item.Start)).ToList(), tokenizer.EncodeText(text).ToList(), $"{name}: {Show(text)}");
                int[] expectedIds = [.. expected.Select(item => item.Id)];
                Assert.IsTrue(tokenizer.TryEncode(text, ids, out int count));
                CollectionAssert.AreEqual(expectedIds, ids[..count], $"{name}: {Show(text)}");
                CollectionAssert.AreEqual(expectedIds, tokenizer.EncodeToIds(text).ToArray(), $"{name}: {Show(text)}");
                Assert.AreEqual(count, tokenizer.CountTokens(text));
            }
        }
    }

    [TestMethod]
    [DataRow("éé", "Ã@0:1 ©Ã@0:2 ©@1:1")]  // C3, A9 C3, A9
    [DataRow("x😀", "x@0:1 ð@1:2 Ł@1:2 ĺ@1:2 Ģ@1:2")]
    [DataRow("a\uFFFD", "a@0:1 ï@1:1 ¿@1:1 ½@1:1")] // EF BF BD
    [DataRow("a  <|x|> the", "a@0:1   <|x|> @1:8 the@9:3")]
    public void Encode_PartsOfCharacters_HaveTheCharactersAsOffsets(string text, string expected)
    {
        TextEncoding encoding = Create(SplitRule.Gpt2).Encode(text);

        Assert.AreEqual(expected, string.Join(' ', encoding.Tokens.Zip(encoding.Offsets, (token, part) => $"{token}@{part.Start}:{part.Length}")));
    }

    [TestMethod]
    public void Encode_HalfAPair_IsTheReplacementCharacter()
    {
        PipelineTokenizer tokenizer = Create(SplitRule.Gpt2);

        CollectionAssert.AreEqual(tokenizer.EncodeText("a\uFFFDb").ToList(), tokenizer.EncodeText("a\uD83Db").ToList());
    }

    [TestMethod]
    public void EncodeToIds_MostTokens_TellsHowFarItCame()
    {
        PipelineTokenizer tokenizer = Create(SplitRule.Gpt2);

        Assert.HasCount(2, tokenizer.EncodeToIds("the the the", 2, out _, out int consumed));

        Assert.AreEqual(7, consumed);
        Assert.AreEqual(7, tokenizer.GetIndexByTokenCount("the the the", 2, out _, out int count));
        Assert.AreEqual(2, count);
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
    private static PipelineTokenizer Create(SplitRule rule, bool ignoreMerges = false, NormalizationStep? normalization = null)
    {
        string[] merges = ["a a", "aa aa", "aaaa aaaa", "a b", "Ġ a", "Ġ Ġ", "l l", "' s", "Ã ī", "! .", "1 1", "t h", "th e", "Ġ the", "Ċ Ċ", "© Ã"];
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
            Model = new BpeModel(new TokenTable(ids, "test"), [.. pairs.Where(pair => ids.ContainsKey(pair.Item1) && ids.ContainsKey(pair.Item2))], new BpeSettings { IgnoreMerges = ignoreMerges }, "test"),
            Normalization = normalization,
            Splitting = new SequenceSplitting(
            [
                new PatternSplitting(TextPattern.Create(ExpressionOf(rule), isExpression: true), SplitBehavior.Isolated, invert: false),
                new ByteLevelSplitting(addPrefixSpace: false, trimOffsets: false, useRule: false),
            ]),
            AddedTokens =
            [
                new AddedToken("<|x|>") { Special = true, Normalized = false, StripLeft = true, StripRight = true },
                new AddedToken("<y>") { Special = true, Normalized = true },
                new AddedToken("ab") { SingleWord = true },
            ],
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
