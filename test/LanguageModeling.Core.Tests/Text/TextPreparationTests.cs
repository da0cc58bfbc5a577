using System.Text;

namespace LanguageModeling.Tests.Text;

[TestClass]
public sealed class TextPreparationTests
{
    private static readonly TextPreparationOptions Classes = new() { NumberToken = "<num>", UrlToken = "<url>", EmailToken = "<email>" };

    [TestMethod]
    [DataRow("It costs 3.14 or 1,000 at 10:30.", "It costs <num> or <num> at <num>.")]
    [DataRow("在2024年，第３章", "在<num>年，第<num>章")] // 全角
    [DataRow("GPT4 is B2B, v1.2 _3", "GPT4 is B2B, v1.2 _3")] // parts of words
    [DataRow("-5 +5 5% $5", "-<num> +<num> <num>% $<num>")]
    [DataRow("See https://a.org/b_(c)?d=1#e, or (www.x.com/1).", "See <url>, or (<url>).")]
    [DataRow("参见https://a.org/b。然后", "参见<url>。然后")]
    [DataRow("Write to a.b+1@x-y.co.uk.", "Write to <email>.")]
    [DataRow("http:// x@y @z 1.", "http:// x@y @z <num>.")]
    [DataRow("<num> 5", "<num> <num>")]
    [DataRow("", "")]
    public void Apply_Classes_ReplacesThem(string text, string expected)
    {
        PreparedText prepared = new TextPreparation(Classes).Apply(text);

        Assert.AreEqual(expected, prepared.Text);
        Assert.AreEqual(text, prepared.Source);
    }

    [TestMethod]
    [DataRow("e\u0301 ﬁ Ⅷ", NormalizationForm.FormC, "\u00E9 ﬁ Ⅷ")]
    [DataRow("e\u0301 ﬁ Ⅷ ＡＢ", NormalizationForm.FormKC, "\u00E9 fi VIII AB")]
    [DataRow("\u1112\u1161\u11AB글", NormalizationForm.FormC, "한글")]
    [DataRow("\u00E9", NormalizationForm.FormD, "e\u0301")]
    public void Apply_Normalization_IsUnicodes(string text, NormalizationForm form, string expected)
        => Assert.AreEqual(expected, new TextPreparation(new TextPreparationOptions { Normalization = form }).Apply(text).Text);

    [TestMethod]
    public void Apply_HalfASurrogatePair_IsReplacedWhenNormalized()
    {
        Assert.AreEqual("a\uD800", new TextPreparation(new TextPreparationOptions { Lowercase = true }).Apply("A\uD800").Text);
        Assert.AreEqual("a\uFFFD", new TextPreparation(new TextPreparationOptions { Normalization = NormalizationForm.FormC }).Apply("a\uD800").Text);
    }

    [TestMethod]
    public void FindSource_TokensOfPreparedText_AreSpelledAsBefore()
    {
        var preparation = new TextPreparation(Classes with { Normalization = NormalizationForm.FormKC, Lowercase = true });
        PreparedText prepared = preparation.Apply("The ﬁrst １２ of HTTPS://X.org ﬁt É.");

        Assert.AreEqual("the first <num> of <url> fit é.", prepared.Text);
        Assert.AreEqual(
            "The|ﬁrst|１２|of|HTTPS://X.org|ﬁt|É.", string.Join('|', Words(prepared.Text).Select(prepared.FindSource).Select(part => prepared.Source.Substring(part.Start, part.Length))));
        Assert.AreEqual(new TextPart(4, 1), prepared.FindSource(new TextPart(5, 1))); // half of what was a ligature
        Assert.AreEqual(new TextPart(prepared.Source.Length, 0), prepared.FindSource(new TextPart(prepared.Text.Length, 0)));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => prepared.FindSource(new TextPart(prepared.Text.Length, 1)));
    }

    [TestMethod]
    public void FindSource_RandomTexts_PartsAddUpToTheSource()
    {
        string[] pieces = ["a", "B", " ", "ﬁ", "１", "2", ".", "3,4", "e\u0301", "\u0301", "㎏", "http://x.y", "z@w.org", "你", "😀", "\uD83D", "İ", "<num>"];
        var random = new Random(1);
        for (int i = 0; i < 2000; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => pieces[random.Next(pieces.Length)]));
            NormalizationForm? form = random.Next(3) switch { 0 => null, 1 => NormalizationForm.FormC, _ => NormalizationForm.FormKC };
            PreparedText prepared = new TextPreparation(Classes with { Normalization = form, Lowercase = random.Next(2) == 0 }).Apply(text);

            // Any cut of the text is a cut of the source, in order; the whole is the whole.
            Assert.AreEqual(new TextPart(0, text.Length), prepared.FindSource(new TextPart(0, prepared.Text.Length)), text);
            for (int cut = 0, last = 0; cut <= prepared.Text.Length; cut++)
            {
                TextPart before = prepared.FindSource(new TextPart(0, cut)), after = prepared.FindSource(new TextPart(cut, prepared.Text.Length - cut));
                Assert.IsGreaterThanOrEqualTo(last, before.Length, text);
                Assert.IsLessThanOrEqualTo(before.Start + before.Length, after.Start, text); // what was changed as one is in both
                last = before.Length;
            }

            if (form is { } wanted && new TextPreparation(new TextPreparationOptions { Normalization = form }).Apply(text).Text is { } normalized)
            {
                Assert.AreEqual(text.Replace("\uD83D", "\uFFFD", StringComparison.Ordinal).Replace("\uFFFD\uDE00", "😀", StringComparison.Ordinal).Normalize(wanted), normalized);
            }
        }
    }

    [TestMethod]
    public void Restore_ChangedText_GetsNumbersAndUrlsBack()
    {
        PreparedText prepared = new TextPreparation(Classes).Apply("From 3 to 4, see http://x.org or a@b.org.");

        Assert.AreEqual(prepared.Source, prepared.Restore(prepared.Text));
        Assert.AreEqual("http://x.org: 3, 4, <num>", prepared.Restore("<url>: <num>, <num>, <num>"));
        Assert.AreEqual("x", prepared.Restore("x"));
    }

    [TestMethod]
    public void Constructor_TokenWithWhiteSpace_IsRefused()
        => StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new TextPreparation(new TextPreparationOptions { UrlToken = "a b" })).Message, "UrlToken");

    private static List<TextPart> Words(string text)
    {
        var parts = new List<TextPart>();
        TextSplitter.Whitespace.Split(text, parts);
        return parts;
    }
}
