using System.IO.Compression;
using System.Text;
using LanguageModeling.Tests.Files;

namespace LanguageModeling.Tests.Text;

[TestClass]
public sealed class TextLinesTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lm-tests-").FullName;

    [TestCleanup]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    [DataRow("", "")]
    [DataRow("\n", "[]")]
    [DataRow("a", "[a]")]
    [DataRow("a\n", "[a]")]
    [DataRow("a\nb", "[a][b]")]
    [DataRow("a\n\nb\n\n", "[a][][b][]")]
    [DataRow("a\r\nb\r\n\r\nc", "[a][b][][c]")]
    [DataRow("a\rb\n", "[a\rb]")]
    [DataRow("a\r\r\n\r", "[a\r][\r]")]
    [DataRow("\r\n", "[]")]
    [DataRow("\0a\0\n\0", "[\0a\0][\0]")]
    [DataRow("你好\n👍\u2028\u0085x\v\f\n", "[你好][👍\u2028\u0085x\v\f]")]
    [DataRow("\uFEFFa\n\uFEFFb", "[a][\uFEFFb]")]
    [DataRow("\uFEFF", "")]
    public void Read_Text_GivesLines(string text, string expected)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Assert.AreEqual(expected, Show(TextLines.Read(new MemoryStream(bytes))));
        Assert.AreEqual(expected, Show(TextLines.Read(new DribblingStream(new MemoryStream(bytes)))));
        Assert.AreEqual(expected, Show(TextLines.Read(Write(bytes))));
        Assert.AreEqual(expected, Show(TextLines.Read(new DribblingStream(new MemoryStream(Pack(bytes))))));
    }

    [TestMethod]
    public void Read_KeepByteOrderMark_KeepsIt()
        => Assert.AreEqual("[\uFEFFa]", Show(TextLines.Read(new MemoryStream([0xEF, 0xBB, 0xBF, (byte)'a']), new() { KeepByteOrderMark = true })));

    [TestMethod]
    public void Read_LongLines_GivesThemWhole()
    {
        string line = string.Concat(Enumerable.Repeat("0123456789abcd你", 1 << 16)); // more than 1 MB, buffers cut characters
        string text = $"first\n{line}\r\n\n{line}";
        CollectionAssert.AreEqual(new[] { "first", line, "", line }, TextLines.Read(new MemoryStream(Encoding.UTF8.GetBytes(text))).ToArray());
    }

    [TestMethod]
    public void Read_ManyLines_EqualsStreamReader()
    {
        var random = new Random(3);
        var text = new StringBuilder();
        for (int i = 0; i < 20_000; i++)
        {
            text.Append('é', random.Next(60)).Append("你好 x", 0, random.Next(5)).Append(random.Next(3) == 0 ? "\r\n" : "\n");
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
        string[] expected = text.ToString()[..^1].Split('\n').Select(line => line.TrimEnd('\r')).ToArray();
        CollectionAssert.AreEqual(expected, TextLines.Read(new MemoryStream(bytes)).ToArray());
        CollectionAssert.AreEqual(expected, TextLines.Read(new MemoryStream(Pack(bytes))).ToArray());
    }

    [TestMethod]
    public void Read_GzipOfSeveralMembers_GivesAll()
        => Assert.AreEqual("[a][b]", Show(TextLines.Read(new MemoryStream([.. Pack("a\n"u8.ToArray()), .. Pack("b\n"u8.ToArray())]))));

    [TestMethod]
    public void Read_InvalidUtf8_NamesPathLineOffsetAndCure()
    {
        string path = Write([.. "你\nab"u8, 0xE9, .. "c\n"u8]);
        Assert.AreEqual(
            $"{path}, line 2, byte offset 6: 0xE9 is not valid UTF-8 here. "
            + "Convert the text to UTF-8 (for example with iconv), or read it with ReplaceInvalid to put U+FFFD in its place.",
            Assert.ThrowsExactly<InvalidDataException>(() => TextLines.Read(path).ToList()).Message);
        Assert.AreEqual("[你][ab\uFFFDc]", Show(TextLines.Read(path, new() { ReplaceInvalid = true })));
    }

    [TestMethod]
    public void Read_InvalidUtf8FarIn_NamesTheOffset()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("line\r\n", 100_000))), .. "x"u8, 0xC3, .. "\n"u8];
        StringAssert.StartsWith(
            Assert.ThrowsExactly<InvalidDataException>(() => TextLines.Read(new MemoryStream(bytes)).Count()).Message,
            "Input, line 100001, byte offset 600001: 0xC3 is not valid UTF-8 here.");
        StringAssert.StartsWith(
            Assert.ThrowsExactly<InvalidDataException>(() => TextLines.Read(new MemoryStream(Pack(bytes))).Count()).Message,
            "Input, line 100001, byte offset 600001 of the unpacked text: 0xC3");
    }

    [TestMethod]
    [DataRow(new byte[] { 0x80 })]                   // continuation without a beginning
    [DataRow(new byte[] { 0xC0, 0x80 })]             // overlong
    [DataRow(new byte[] { 0xED, 0xA0, 0x80 })]       // surrogate
    [DataRow(new byte[] { 0xF4, 0x90, 0x80, 0x80 })] // beyond U+10FFFF
    [DataRow(new byte[] { 0xE4, 0xBD })]             // cut short
    public void Read_InvalidSequences_AreRefused(byte[] bytes)
        => StringAssert.StartsWith(
            Assert.ThrowsExactly<InvalidDataException>(() => TextLines.Read(new MemoryStream([(byte)'a', .. bytes])).ToList()).Message,
            $"Input, line 1, byte offset 1: 0x{bytes[0]:X2} is not");

    [TestMethod]
    public void Read_OtherContent_IsNamed()
    {
        AssertFault("expected UTF-8 but found UTF-16 or UTF-32 (byte order mark FFFE)", Encoding.Unicode.GetPreamble());
        AssertFault("expected UTF-8 but found UTF-16 or UTF-32 (byte order mark FEFF)", [.. Encoding.BigEndianUnicode.GetPreamble(), 0, 65]);
        AssertFault("expected text but found a Git LFS pointer, not the file itself; run \"git lfs pull\" to get it.", "version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 5\n"u8);
        AssertFault("expected text but found a ZIP archive", "PK\u0003\u0004"u8);
        AssertFault("expected text but found gzip data", Pack(Pack([1])));
        AssertFault("the gzip data are damaged, cut short, or followed by other data; 0 lines could be read.", Pack(new byte[1000]).AsSpan()[..^5]);
        AssertFault("the gzip data are damaged, cut short, or followed by other data; 0 lines could be read.", [0x1F, 0x8B, 7, 7]);
    }

    [TestMethod]
    public void Read_GzipCutAnywhere_IsRefused()
    {
        byte[] bytes = Pack(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 100).Select(i => $"line {i}\n"))));
        for (int length = 3; length < bytes.Length; length++)
        {
            byte[] part = bytes[..length];
            Assert.ThrowsExactly<InvalidDataException>(() => TextLines.Read(new MemoryStream(part)).Count(), $"{length} of {bytes.Length}");
        }
    }

    [TestMethod]
    public void Read_GzipWithAFlippedBit_IsRefusedOrTheSame()
    {
        // Some bits mean nothing: the time in the header, what fills up the last byte.
        byte[] bytes = Pack("some text\nand more"u8.ToArray());
        for (int bit = 16; bit < bytes.Length * 8; bit++)
        {
            byte[] flipped = [.. bytes];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                Assert.AreEqual("[some text][and more]", Show(TextLines.Read(new MemoryStream(flipped))));
            }
            catch (InvalidDataException e)
            {
                StringAssert.StartsWith(e.Message, "Input");
            }
        }
    }

    [TestMethod]
    public void Read_ArpaFile_IsText()
        => Assert.AreEqual(2, TextLines.Read(new MemoryStream("\\data\\\nngram 1=1\n"u8.ToArray())).Count());

    [TestMethod]
    public void Read_PathTwice_OpensTheFileAgain()
    {
        IEnumerable<string> lines = TextLines.Read(Write("a\nb"u8.ToArray()));
        Assert.AreEqual("a", lines.First());
        Assert.AreEqual(2, lines.Count());
    }

    [TestMethod]
    public void Read_Stream_LeavesItOpen()
    {
        using var stream = new MemoryStream(Pack([65]));
        Assert.AreEqual("[A]", Show(TextLines.Read(stream)));
        Assert.IsTrue(stream.CanRead);
    }

    [TestMethod]
    public void Read_NoFile_SaysWhich()
        => StringAssert.Contains(
            Assert.ThrowsExactly<FileNotFoundException>(() => TextLines.Read(Path.Combine(_folder, "none.txt")).ToList()).Message, "none.txt");

    private static string Show(IEnumerable<string> lines) => string.Concat(lines.Select(line => $"[{line}]"));

    private static byte[] Pack(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    private static void AssertFault(string message, ReadOnlySpan<byte> bytes)
    {
        var stream = new MemoryStream(bytes.ToArray());
        StringAssert.StartsWith(Assert.ThrowsExactly<InvalidDataException>(() => TextLines.Read(stream).ToList()).Message, $"Input: {message}");
    }

    private string Write(byte[] bytes)
    {
        string path = Path.Combine(_folder, Guid.NewGuid().ToString("N"));
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
