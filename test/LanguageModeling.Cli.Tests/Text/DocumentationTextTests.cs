using System.Text;
using LanguageModeling.Cli.Text;

namespace LanguageModeling.Tests.Text;

/// <summary>The prose of XML documentation files.</summary>
[TestClass]
public sealed class DocumentationTextTests
{
    [TestMethod]
    public void ReadParagraphs_Sections_AreReadInOrderAndOthersAreNot()
    {
        string[] paragraphs = Read(
            """
            <member name="M:A.B">
              <summary>One.</summary>
              <typeparam name="T">Not this.</typeparam>
              <param name="x">Two.</param>
              <exception cref="T:E">Not this.</exception>
              <returns>Three.</returns>
              <example>Not this.</example>
              <remarks>Four.</remarks>
            </member>
            <member name="M:A.C"><summary>Five.</summary></member><member name="M:A.D"><summary>Six.</summary></member>
            """);

        CollectionAssert.AreEqual(new[] { "One.", "Two.", "Three.", "Four.", "Five.", "Six." }, paragraphs);
    }

    [TestMethod]
    [DataRow("""Gets <see cref="P:System.String.Length" /> of it.""", "Gets String.Length of it.")]
    [DataRow("""A <see cref="T:System.Collections.Generic.List`1" />.""", "A List.")]
    [DataRow("""The <see cref="M:System.Linq.Enumerable.First``1(System.Collections.Generic.IEnumerable{``0})"/> one.""", "The Enumerable.First one.")]
    [DataRow("""A <see cref="T:System.String">text</see> here.""", "A text here.")]
    [DataRow("""Returns <see langword="null" /> or <paramref name="value" /> of <typeparamref name="T" />.""", "Returns null or value of T.")]
    [DataRow("""Call <c>Dispose()</c>, <b>always</b>.""", "Call Dispose(), always.")]
    [DataRow("""See <see href="https://example.com">the guide</see>.""", "See the guide.")]
    [DataRow("""An <xref data-throw-if-not-resolved="true" uid="System.IAsyncResult"></xref> object.""", "An IAsyncResult object.")]
    [DataRow("a &lt; b &amp;&amp; c", "a < b && c")]
    [DataRow("<![CDATA[x < y]]>", "x < y")]
    public void ReadParagraphs_References_BecomeWords(string summary, string expected)
    {
        Assert.AreEqual(expected, Read($"<member name=\"T:A\"><summary>{summary}</summary></member>").Single());
    }

    [TestMethod]
    public void ReadParagraphs_WhiteSpace_IsNormalised()
    {
        Assert.AreEqual("One two three.", Read("<member><summary>\r\n   One\ttwo \u00A0\n  three.\n </summary></member>").Single());
    }

    [TestMethod]
    public void ReadParagraphs_Blocks_EndParagraphs()
    {
        string[] paragraphs = Read(
            """
            <member><remarks>First.<para>Second <c>x</c>.</para>Third.<code>int i = 0;</code>
            <list type="bullet"><listheader><term>Head</term></listheader><item><description>Item.</description></item></list></remarks></member>
            """);

        CollectionAssert.AreEqual(new[] { "First.", "Second x.", "Third.", "Head", "Item." }, paragraphs);
    }

    [TestMethod]
    [DataRow("T:System.String", "String")]
    [DataRow("T:System.Collections.Generic.Dictionary`2.Enumerator", "Enumerator")]
    [DataRow("M:System.Text.StringBuilder.#ctor(System.Int32)", "StringBuilder")]
    [DataRow("F:System.Int32.MaxValue", "Int32.MaxValue")]
    [DataRow("M:System.Decimal.op_Explicit(System.Decimal)~System.Byte", "Decimal.op_Explicit")]
    [DataRow("N:System.Text", "System.Text")]
    [DataRow("O:System.String.Format", "String.Format")]
    [DataRow("Length", "Length")]
    [DataRow("System.IO.Stream.Read(System.Byte[])", "Stream.Read")]
    public void GetName_Reference_IsWhatAReaderSees(string reference, string expected)
    {
        Assert.AreEqual(expected, DocumentationText.GetName(reference));
    }

    [TestMethod]
    public void ReadParagraphs_BrokenXml_NamesFileAndLine()
    {
        InvalidDataException e = Assert.ThrowsExactly<InvalidDataException>(() => Read("<member>\n<summary>One.</member>"));

        Assert.Contains("test.xml, line 3", e.Message);
    }

    [TestMethod]
    public void ReadSentences_SeveralFiles_GivesEachSentenceOnce()
    {
        string one = TestFiles.Write("one.xml", Document("<member><summary>Gets the value. Sets the value, too.</summary></member>"));
        string two = TestFiles.Write("two.xml", Document(
            "<member><summary>Sets the value, too. Short one. __m128i _mm_add_epi8 (__m128i a)</summary></member>"));

        string[] sentences = [.. DocumentationText.ReadSentences([one, two])];

        CollectionAssert.AreEqual(new[] { "Gets the value.", "Sets the value, too." }, sentences);
    }

    [TestMethod]
    public void ReadSentences_ThisSdk_HasMegabytesOfProse()
    {
        IReadOnlyList<string> files = ReferencePacks.FindDocumentation();
        if (files.Count == 0)
        {
            Assert.Inconclusive("This SDK has no documentation files under its packs folder.");
        }

        List<string> sentences = [.. DocumentationText.ReadSentences(files)];

        Assert.IsGreaterThan(2_000_000, sentences.Sum(sentence => sentence.Length));
        Assert.HasCount(sentences.Count, sentences.Distinct().ToArray());
        Assert.IsFalse(sentences.Any(sentence => sentence.Contains('\n', StringComparison.Ordinal) || sentence != sentence.Trim()));
    }

    private static string[] Read(string members)
        => [.. DocumentationText.ReadParagraphs(new MemoryStream(Encoding.UTF8.GetBytes(Document(members))), "test.xml")];

    private static string Document(string members) => $"<?xml version=\"1.0\"?><doc><assembly><name>A</name></assembly>\n<members>{members}</members></doc>";
}
