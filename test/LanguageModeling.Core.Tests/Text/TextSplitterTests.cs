namespace LanguageModeling.Tests.Text;

[TestClass]
public sealed class TextSplitterTests
{
    [TestMethod]
    [DataRow("a b\tc\nd\re\0f", "a|b|c|d|e|f")]
    [DataRow("  a  b ", "a|b")]
    [DataRow("a\u00A0b c\vd e\ff \uFEFFg", "a\u00A0b|c\vd|e\ff|\uFEFFg")] // lmplz separates at these five characters only
    [DataRow("don't stop.", "don't|stop.")]
    [DataRow("", "")]
    [DataRow(" \n", "")]
    public void Split_Whitespace_SeparatesAtFiveCharacters(string text, string expected) => AssertSplit(TextSplitter.Whitespace, text, expected);

    [TestMethod]
    [DataRow("Hello, world!", "Hello|,|world|!")]
    [DataRow("I don't, l’eau 'quoted'", "I|don't|,|l’eau|'|quoted|'")]
    [DataRow("dogs' well-known snake_case", "dogs|'|well|-|known|snake_case")]
    [DataRow("3.14 1,000.50, 2. x,y 1,a", "3.14|1,000.50|,|2|.|x|,|y|1|,|a")]
    [DataRow("10:30 a:b 1: :1", "10:30|a|:|b|1|:|:|1")]
    [DataRow("System.String e.g. v1.2 ...", "System.String|e.g|.|v1.2|.|.|.")]
    [DataRow("https://example.com/a?b=1", "https|:|/|/|example.com|/|a|?|b|=|1")]
    [DataRow("nai\u0308ve cafe\u0301.", "nai\u0308ve|cafe\u0301|.")]
    [DataRow("naïve Straße Ελλάδα привет שלום", "naïve|Straße|Ελλάδα|привет|שלום")]
    [DataRow("你好，世界。", "你好|，|世界|。")]
    [DataRow("👍🏽 👨‍👩‍👧ok ❤️🇩🇪🇫🇷 1️⃣", "👍🏽|👨‍👩‍👧|ok|❤️|🇩🇪|🇫🇷|1️⃣")]
    [DataRow("a\0b\u00A0c\u200Bd\uFEFFe\r\nf", "a|b|c|d|e|f")]
    [DataRow("\uFEFFfirst", "first")]
    [DataRow("می\u200Cخواهم x\u200C", "می\u200Cخواهم|x")]
    [DataRow("'", "'")]
    [DataRow("a'", "a|'")]
    [DataRow("", "")]
    public void Split_Words_SeparatesWordsAndMarks(string text, string expected) => AssertSplit(TextSplitter.Words, text, expected);

    [TestMethod]
    [DataRow("我爱AI-2模型。", "我|爱|AI|-|2|模|型|。")]
    [DataRow("カメラを, don't", "カ|メ|ラ|を|,|don't")]
    [DataRow("한국어 문장", "한국어|문장")]
    [DataRow("𠮷野家 葛\U000E0100飾", "𠮷|野|家|葛\U000E0100|飾")]
    [DataRow("か\u3099", "か\u3099")]
    public void Split_Cjk_GivesEachIdeograph(string text, string expected) => AssertSplit(TextSplitter.Cjk, text, expected);

    [TestMethod]
    [DataRow("a b\n你", "a|▁|b|▁|你")]
    [DataRow("👍🏽\0\u3000", "👍|🏽|\0|▁")]
    [DataRow("▁", "▁")]
    public void Split_Characters_GivesEachCharacter(string text, string expected) => AssertSplit(TextSplitter.Characters, text, expected);

    [TestMethod]
    [DataRow("whitespace", "a\uFFFDb|\uFFFD")]
    [DataRow("words", "a|\uFFFD|b|\uFFFD")]
    [DataRow("cjk", "a|\uFFFD|b|\uFFFD")]
    [DataRow("characters", "a|\uFFFD|b|▁|\uFFFD")]
    public void Split_HalfSurrogatePairs_GiveReplacementCharacters(string name, string expected)
        => AssertSplit(TextSplitter.Parse(name), "a\uDE00b \uD83D", expected);

    [TestMethod]
    [DataRow("whitespace")]
    [DataRow("words")]
    [DataRow("cjk")]
    [DataRow("characters")]
    public void Split_AnyText_GivesOrderedPartsWithWholePairs(string name)
    {
        TextSplitter splitter = TextSplitter.Parse(name);
        var random = new Random(7);
        char[] letters = [.. "ab1.,'-_ \t\n\0你ー👍\u0301\u200D\uFE0F\uD83D\uDC4D"];
        for (int round = 0; round < 2000; round++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => letters[random.Next(letters.Length)]));
            var parts = new List<TextPart>();

            splitter.Split(text, parts);

            int end = 0;
            foreach (TextPart part in parts)
            {
                Assert.IsTrue(part.Start >= end && part.Length > 0, $"{name}: {part} after {end} in \"{text}\"");
                end = part.Start + part.Length;
                Assert.IsFalse(SplitsPair(text, part.Start) || SplitsPair(text, end), $"{name}: {part} in \"{text}\"");
                Assert.IsFalse(splitter.GetToken(text, part).Any(char.IsSurrogate) && !IsWellFormed(splitter.GetToken(text, part)));
            }

            Assert.IsTrue(end <= text.Length);
        }
    }

    [TestMethod]
    [DataRow("words")]
    [DataRow("cjk")]
    [DataRow("whitespace")]
    public void Split_TokenByItself_GivesTheTokenBack(string name)
    {
        TextSplitter splitter = TextSplitter.Parse(name);
        const string text = "Don't pay $3.50 (or 1,000!) for “AI”; 你好，世界 👨‍👩‍👧 state-of-the-art e.g. C#\u0301";
        foreach (string token in Tokens(splitter, text))
        {
            CollectionAssert.AreEqual(new[] { token }, Tokens(splitter, token));
        }
    }

    [TestMethod]
    [DataRow("Hello, world! (It's 3.14—or “so”; a well-known/used \"trick\".)")]
    [DataRow("He said: \"don't\", then 'left' for $5, 20% off.")]
    [DataRow("x = -5 [see note: e.g. v1.2]...")]
    [DataRow("Use `code` & #1 things: --help")]
    [DataRow("我爱北京，天安门。“好”（很）！")]
    [DataRow("👍🏽 yes")]
    [DataRow("한국어 문장, 둘.")]
    [DataRow("¿Qué? «Oui»…")]
    public void Join_SplitText_GivesTextBack(string text)
    {
        Assert.AreEqual(text, TextSplitter.Words.Join(Tokens(TextSplitter.Words, text)));
        Assert.AreEqual(TextSplitter.Words.Join(Tokens(TextSplitter.Words, text)), TextSplitter.Cjk.Join(Tokens(TextSplitter.Cjk, text)));
    }

    [TestMethod]
    public void Join_Whitespace_PutsOneSpace() => Assert.AreEqual("a b, c", TextSplitter.Whitespace.Join(["a", "b,", "c"]));

    [TestMethod]
    public void Join_Characters_GivesTextBackWithSpaces()
        => Assert.AreEqual("a 你 👍\0 \uFFFD", TextSplitter.Characters.Join(Tokens(TextSplitter.Characters, "a\n你\t👍\0▁\uD800")));

    [TestMethod]
    public void Join_ChineseWords_PutsNoSpaces() => Assert.AreEqual("我爱Windows系统。", TextSplitter.Words.Join(["我", "爱", "Windows", "系统", "。"]));

    [TestMethod]
    public void Join_AnyTokens_DoesNotFail()
    {
        foreach (string name in (string[])["words", "cjk", "characters", "whitespace"])
        {
            Assert.AreEqual("", TextSplitter.Parse(name).Join([]));
            Assert.IsNotNull(TextSplitter.Parse(name).Join(["\uD83D", "", "\uDE00", "<unk>", "\""]));
        }
    }

    [TestMethod]
    [DataRow("words")]
    [DataRow("cjk")]
    [DataRow("characters")]
    [DataRow("whitespace")]
    public void Split_LineOfOneMegabyte_GivesAllTokens(string name)
    {
        string text = string.Concat(Enumerable.Repeat("word 你好. ", 100_000));
        Assert.AreEqual(100_000 * Tokens(TextSplitter.Parse(name), "word 你好. ").Count, Tokens(TextSplitter.Parse(name), text).Count);
        Assert.AreEqual(name == "characters" ? 1_000_000 : 1, Tokens(TextSplitter.Parse(name), new string('x', 1_000_000)).Count);
    }

    [TestMethod]
    public void Parse_Name_GivesTheSplitter()
    {
        foreach (TextSplitter splitter in (TextSplitter[])[TextSplitter.Whitespace, TextSplitter.Words, TextSplitter.Characters, TextSplitter.Cjk])
        {
            Assert.AreSame(splitter, TextSplitter.Parse(splitter.Name));
            Assert.AreEqual(splitter.Name, splitter.ToString());
        }
    }

    [TestMethod]
    public void Parse_OtherName_SaysWhichThereAre()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => TextSplitter.Parse("Words"));
        StringAssert.StartsWith(error.Message, "No splitter is called \"Words\". Use whitespace, words, characters or cjk, or a splitter of a Lexicon.");
    }

    private static List<string> Tokens(TextSplitter splitter, string text)
    {
        var parts = new List<TextPart>();
        splitter.Split(text, parts);
        return [.. parts.Select(part => splitter.GetToken(text, part))];
    }

    private static void AssertSplit(TextSplitter splitter, string text, string expected)
        => Assert.AreEqual(expected, string.Join('|', Tokens(splitter, text)));

    private static bool SplitsPair(string text, int index)
        => index > 0 && index < text.Length && char.IsSurrogatePair(text[index - 1], text[index]);

    private static bool IsWellFormed(string text) => text == System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));
}
