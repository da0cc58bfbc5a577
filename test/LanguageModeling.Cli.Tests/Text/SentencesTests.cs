using LanguageModeling.Cli.Text;

namespace LanguageModeling.Tests.Text;

/// <summary>Where sentences end.</summary>
[TestClass]
public sealed class SentencesTests
{
    [TestMethod]
    [DataRow("One. Two! Three? Four", "One.|Two!|Three?|Four")]
    [DataRow("Use it, e.g. Here, i.e. Now. Done.", "Use it, e.g. Here, i.e. Now.|Done.")]
    [DataRow("See System.IO. It helps.", "See System.IO.|It helps.")]
    [DataRow("Version 1.2 is out. 3 more.", "Version 1.2 is out.|3 more.")]
    [DataRow("He said \"no.\" (Really.) Yes.", "He said \"no.\"|(Really.)|Yes.")]
    [DataRow("Wait... What?! Yes.", "Wait...|What?!|Yes.")]
    [DataRow("By J. Smith. And more.", "By J. Smith.|And more.")]
    [DataRow("ends. with lower case", "ends. with lower case")]
    [DataRow("", "")]
    public void Split_Paragraph_EndsSentencesAtMarks(string paragraph, string expected)
    {
        Assert.AreEqual(expected, string.Join('|', Sentences.Split(paragraph)));
    }

    [TestMethod]
    [DataRow("Gets the value.", true)]
    [DataRow("true if it was found; otherwise, false.", true)]
    [DataRow("(Only on Windows.)", true)]
    [DataRow("Too short.", false)]
    [DataRow("No mark at the end", false)]
    [DataRow("__m128i _mm_add_epi8 (__m128i a).", false)]
    public void IsProse_Sentence_NeedsWordsAndAMark(string sentence, bool expected)
    {
        Assert.AreEqual(expected, Sentences.IsProse(sentence, minimumWords: 3));
    }
}
