namespace LanguageModeling.Tests.Text;

[TestClass]
public sealed class SentenceSplitterTests
{
    [TestMethod]
    [DataRow("One. Two! Three? Four", "One.|Two!|Three?|Four")]
    [DataRow("Dr. Smith met J. R. Jones, e.g. On Monday. He paid $3.50. Fine.", "Dr. Smith met J. R. Jones, e.g. On Monday.|He paid $3.50.|Fine.")]
    [DataRow("In the U.S. Senate at 5 p.m. Today.", "In the U.S. Senate at 5 p.m. Today.")] // may be the end, or not
    [DataRow("Is it I? It is A. Then go.", "Is it I?|It is A. Then go.")]
    [DataRow("He said \"no.\" (Really.) Yes.", "He said \"no.\"|(Really.)|Yes.")]
    [DataRow("“Go!” she said. ‘Why?’ he asked.", "“Go!” she said.|‘Why?’ he asked.")]
    [DataRow("Wait... What?! and so on… Yes.", "Wait...|What?! and so on…|Yes.")]
    [DataRow("1. First item. 2. Second item.", "1. First item.|2. Second item.")]
    [DataRow("A title\n\nA text\nthat goes on. End", "A title|A text\nthat goes on.|End")]
    [DataRow("ends. with lower case", "ends. with lower case")]
    [DataRow("今天天气很好。我们去公园吧！你去吗？他说：“不去。”好的", "今天天气很好。|我们去公园吧！|你去吗？|他说：“不去。”|好的")]
    [DataRow("圆周率是3.14。AI很有用……真的吗?", "圆周率是3.14。|AI很有用……真的吗?")]
    [DataRow("Здесь. Там. 猫です。犬です。", "Здесь.|Там.|猫です。|犬です。")]
    [DataRow("  ", "")]
    [DataRow("", "")]
    public void Split_Text_EndsSentencesAtMarks(string text, string expected)
        => Assert.AreEqual(expected, string.Join('|', SentenceSplitter.Split(text).Select(part => text.Substring(part.Start, part.Length))));

    [TestMethod]
    public void Split_RandomText_LosesNothingButWhiteSpace()
    {
        string[] pieces = ["a", "B", ".", "!", "?", "。", "”", "\"", ")", " ", "\n", "\n\n", "Mr", "1", "\u00A0", "\uD800", "😀", "你"];
        var random = new Random(1);
        for (int i = 0; i < 2000; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ => pieces[random.Next(pieces.Length)]));
            int last = 0;
            foreach (TextPart part in SentenceSplitter.Split(text))
            {
                Assert.IsTrue(string.IsNullOrWhiteSpace(text[last..part.Start]), text);
                Assert.AreNotEqual(0, part.Length);
                last = part.Start + part.Length;
            }

            Assert.IsTrue(string.IsNullOrWhiteSpace(text[last..]), text);
        }
    }
}
