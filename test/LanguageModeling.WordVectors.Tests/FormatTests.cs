using System.IO.Compression;
using System.Text;
using LanguageModeling.Files;
using static LanguageModeling.Tests.TestVectors;

namespace LanguageModeling.Tests;

[TestClass]
public sealed class FormatTests
{
    [TestMethod]
    [DataRow(WordVectorFormat.Word2VecBinary)]
    [DataRow(WordVectorFormat.GensimBinary)]
    [DataRow(WordVectorFormat.GensimText)]
    [DataRow(WordVectorFormat.Glove)]
    public void Export_ExactFormats_GiveEveryBitBack(WordVectorFormat format)
    {
        AreEqual(Varied(), Read(Varied().Write(format)));
        AreEqual(Varied(), Read(Varied().Write(format), new WordVectorReadingOptions { Format = format }));
        AreEqual(Random(300, 50, 1), Read(Random(300, 50, 1).Write(format)));
    }

    [TestMethod]
    [DataRow(WordVectorFormat.Word2VecText, 6e-7)]
    [DataRow(WordVectorFormat.FastText, 5e-5)]
    public void Export_ShortDecimals_GiveNearbyNumbers(WordVectorFormat format, double tolerance)
    {
        WordVectors back = Read(Random(300, 50, 1).Write(format));

        Assert.IsTrue(Random(300, 50, 1).Values.ToArray().Zip(back.Values.ToArray(), (a, b) => Math.Abs(a - b)).All(d => d <= tolerance));
    }

    [TestMethod]
    public void Export_SmallExample_HasExactlyTheseBytes()
    {
        WordVectors small = Make(2, ("the", [0.5f, -1]), ("猫", [1e-8f, 0.123456789f]));

        Assert.AreEqual("2 2\nthe 0.500000 -1.000000 \n猫 0.000000 0.123457 \n", Encoding.UTF8.GetString(small.Write(WordVectorFormat.Word2VecText)));
        Assert.AreEqual("2 2\nthe 0.5 -1.0\n猫 1e-08 0.12345679\n", Encoding.UTF8.GetString(small.Write(WordVectorFormat.GensimText)));
        Assert.AreEqual("2 2\nthe 0.5 -1 \n猫 1e-08 0.12346 \n", Encoding.UTF8.GetString(small.Write(WordVectorFormat.FastText)));
        Assert.AreEqual("the 0.5 -1\n猫 1e-08 0.12345679\n", Encoding.UTF8.GetString(small.Write(WordVectorFormat.Glove)));
        Assert.AreEqual(
            "322032 0A 746865 20 0000003F 000080BF 0A E78CAB 20 77CC2B32 EAD6FC3D 0A".Replace(" ", "", StringComparison.Ordinal),
            Convert.ToHexString(small.Write(WordVectorFormat.Word2VecBinary)));
        Assert.AreEqual(
            "322032 0A 746865 20 0000003F 000080BF E78CAB 20 77CC2B32 EAD6FC3D".Replace(" ", "", StringComparison.Ordinal),
            Convert.ToHexString(small.Write(WordVectorFormat.GensimBinary)));
    }

    [TestMethod]
    [DataRow("2 2\r\na 1 2\r\nb 3 4\r\n")]
    [DataRow("2 2\na 1 2 \nb 3\t4")]
    [DataRow("\uFEFF2 2\na\t1 2\nb 3 4\n\n")]
    [DataRow("a 1 2\nb 3 4\n")]
    [DataRow("a 1 2\nb 3 4\n\n")]
    [DataRow("a 1.0e0 +2\nb .3e1 4.")]
    public void Import_VariantsOfText_AreTheSame(string text)
    {
        AreEqual(Make(2, ("a", [1, 2]), ("b", [3, 4])), Read(text));
    }

    [TestMethod]
    public void Import_GloveWordsWithSpaces_KeepsThem()
    {
        WordVectors vectors = Read(". . . 1 2\na 3 4\n1 5 6\n");

        CollectionAssert.AreEqual(new[] { ". . .", "a", "1" }, vectors.Vocabulary.Tokens.ToArray());
        AreEqual(vectors, Read(vectors.Write(WordVectorFormat.Glove)));
    }

    [TestMethod]
    public void Import_WordsWithSpacesAndNumbersAfterAHeader_KeepsThem()
        => CollectionAssert.AreEqual(new[] { "new york", "page 1" }, Read("2 2\nnew york 1 2\npage 1 3 4\n").Vocabulary.Tokens.ToArray());

    [TestMethod]
    public void Import_GivenDimension_SplitsWordsWithNumbersRight()
        => Assert.AreEqual("1 2", Read("1 2 3 4\n", new WordVectorReadingOptions { Format = WordVectorFormat.Glove, Dimension = 2 }).Vocabulary[0]);

    [TestMethod]
    public void Import_Gzip_IsUnpacked()
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Varied().Write(WordVectorFormat.Word2VecBinary));
        }

        AreEqual(Varied(), Read(packed.ToArray()));
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Read(packed.ToArray()[..^9])).Message, "gzip");
    }

    [TestMethod]
    [DataRow("iso-8859-1", "café")]
    [DataRow("gb18030", "狗")]
    [DataRow("shift_jis", "表")]
    public void Import_OtherEncodings_ReadAndWriteThem(string name, string word)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        Encoding encoding = Encoding.GetEncoding(name);
        WordVectors vectors = Make(1, (word, [1]), ("plain", [2]));
        foreach (WordVectorFormat format in Enum.GetValues<WordVectorFormat>())
        {
            byte[] bytes = vectors.Write(format, encoding);

            AreEqual(vectors, Read(bytes, new WordVectorReadingOptions { Encoding = encoding }));
            StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Read(bytes)).Message, "is not valid utf-8");
        }
    }

    [TestMethod]
    public void Import_WordCutWithinACharacter_IsReplacedIfAskedFor()
    {
        byte[] bytes = [.. "2 1\na"u8, 0xE7, 0x8C, .. " 1\nb 2\n"u8];

        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Read(bytes)).Message, "line 2: the word 0x61E78C is not valid utf-8");
        Assert.AreEqual("a\uFFFD", Read(bytes, new WordVectorReadingOptions { ReplaceInvalid = true }).Vocabulary[0]);
    }

    [TestMethod]
    [DataRow(WordVectorFormat.GensimText)]
    [DataRow(WordVectorFormat.Word2VecBinary)]
    [DataRow(WordVectorFormat.Glove)]
    public void Import_MaximumCount_ReadsTheFirst(WordVectorFormat format)
        => AreEqual(Varied().Take(2), Read(Varied().Write(format), new WordVectorReadingOptions { MaximumCount = 2 }));

    [TestMethod]
    public void Import_DuplicateWord_IsRefusedOrPassedOver()
    {
        const string Text = "3 1\na 1\na 2\nb 3\n";

        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Read(Text)).Message, "line 3: the word \"a\" is there already, as number 1");
        AreEqual(Make(1, ("a", [1]), ("b", [3])), Read(Text, new WordVectorReadingOptions { KeepFirstOfDuplicates = true }));
        byte[] binary = [.. "2 1\na \0\0\0\0a \0\0\0\0"u8];
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Read(binary)).Message, "byte offset 10: the word \"a\" is there already");
        Assert.AreEqual(1, Read(binary, new WordVectorReadingOptions { KeepFirstOfDuplicates = true }).Count);
    }

    [TestMethod]
    [DataRow("", "the file is empty")]
    [DataRow("hello\n", "line 1: expected a header such as")]
    [DataRow("3 2\na 1 2\nb 3 4\n", "line 4: the header promises 3 vectors but the data end after 2")]
    [DataRow("1 2\na 1 2\nb 3 4\n", "line 3: the header promises 1 vectors but more data follow")]
    [DataRow("2 2\na 1 2\nb x 4\n", "line 3: expected a word and 2 numbers but found 1 numbers after \"b x\"")]
    [DataRow("2 2\na 1 2\nb\n", "line 3: expected a word and 2 numbers but found too few")]
    [DataRow("2 2\na 1 2\n 3 4\n", "line 3: expected a word but found none")]
    [DataRow("2 2\na 1 2\nb NaN 4\n", "line 3: found NaN")]
    [DataRow("2 2\na 1 2\nb 1e99 4\n", "line 3: found Infinity")]
    [DataRow("2 2\na inf 4\nb 1 2\n", "line 2: found Infinity")]
    [DataRow("2 2\na 1 2\nb 1 -INF\n", "line 3: found -Infinity")]
    [DataRow("2 3\na 1.5 2.5\nb 3.5 4.5\n", "line 2: expected a word and 3 numbers but found 2 numbers after \"a\"")]
    [DataRow("2 1\na 1 2\nb 3 4\n", "line 2: the header promises 1 numbers for a word but more follow \"a\"")]
    [DataRow("1 2\na 1 2\nb 3 4\n", "but more data follow, from \"b 3 4\" on")]
    [DataRow("2 0\na\nb\n", "line 1: expected a header such as \"400000 100\", or a word and its numbers, but found \"2 0\"")]
    [DataRow("a 1 2\n\nb 1 2\n", "line 2: expected a word and 2 numbers but found an empty line")]
    [DataRow("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 1\n", "a Git LFS pointer")]
    [DataRow("LMVECTOR", "WordVectors.Load")]
    [DataRow("LMVECMAP", "WordVectors.Map")]
    [DataRow("LMWORD2V", "Word2VecModel.Load")]
    public void Import_BadText_NamesThePlace(string text, string message)
        => StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Read(text)).Message, message);

    [TestMethod]
    public void Import_BadBinary_NamesTheOffset()
    {
        byte[] whole = Varied().Write(WordVectorFormat.Word2VecBinary);
        var binary = new WordVectorReadingOptions { Format = WordVectorFormat.Word2VecBinary };

        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Read(whole[..15])).Message, "byte offset 15: expected 3 numbers but the data end after 1");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Read(whole[..22])).Message, "byte offset 21: expected word 2 of 6");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Read("nothing", binary)).Message, "expected a header with the number of words");
        byte[] infinite = [.. "1 1\na "u8, 0, 0, 0x80, 0x7F];
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Read(infinite)).Message, "byte offset 6: found Infinity");
    }

    [TestMethod]
    [DataRow("2000000000 2000000000\na 1")]
    [DataRow("9000000000000000000 1000000000\na \0\0\0")]
    [DataRow("3 2000000000\na 1 2 3\n")]
    public void Import_HeaderThatLies_ReservesNothing(string text)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.ThrowsExactly<InvalidDataException>(() => Read(text));

        Assert.IsLessThan(2_000_000, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    public void Export_WordThatTheFormatCannotHold_SaysSoAndLeavesNoFile()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string path = Path.Combine(folder, "out.txt");
            File.WriteAllText(path, "old");

            var e = Assert.ThrowsExactly<InvalidOperationException>(() => Make(1, ("x", [1]), ("a b", [1])).Export(path, WordVectorFormat.Word2VecText));

            StringAssert.Contains(e.Message, "Word 1, \"a b\", holds white space");
            Assert.AreEqual("old", File.ReadAllText(path));
            Assert.HasCount(1, Directory.GetFiles(folder));
            StringAssert.Contains(
                Assert.ThrowsExactly<InvalidOperationException>(() => Varied().Write(WordVectorFormat.FastText, Encoding.Latin1)).Message, "cannot be written in iso-8859-1");
            Assert.ThrowsExactly<ArgumentException>(() => Varied().Write(WordVectorFormat.FastText, Encoding.Unicode));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    public void Save_EverythingKept_LoadsAlike()
    {
        var vectors = new WordVectors(new Vocabulary(["a b", "\n"], new SpecialTokens { Unknown = 1 }, [3, 4]), [1, 2, 3, 4], 2);
        var stream = new MemoryStream();

        vectors.Save(stream);
        stream.Position = 0;
        WordVectors loaded = WordVectors.Load(stream);

        AreEqual(vectors, loaded);
        Assert.AreEqual(1, loaded.Vocabulary.SpecialTokens.Unknown);
        CollectionAssert.AreEqual(new long[] { 3, 4 }, loaded.Vocabulary.Counts!.ToArray());
    }

    [TestMethod]
    public void Load_OtherFile_NamesItAndWhatReadsIt()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "1 1\na 1\n");
            string message = Assert.ThrowsExactly<InvalidDataException>(() => WordVectors.Load(path)).Message;
            StringAssert.StartsWith(message, path);
            StringAssert.Contains(message, "with Import");
            StringAssert.StartsWith(Assert.ThrowsExactly<InvalidDataException>(() => Word2VecModel.Load(path)).Message, path);

            Varied().Save(path);
            File.WriteAllBytes(path, File.ReadAllBytes(path)[..^3]);
            StringAssert.StartsWith(Assert.ThrowsExactly<InvalidDataException>(() => WordVectors.Load(path)).Message, path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestMethod]
    public void Load_FileOfVersion1_IsRead()
    {
        var vectors = new WordVectors(new Vocabulary(["the", "café"], new SpecialTokens { Unknown = 0 }, [7, 2]), [0.5f, -1, 1f / 3, 0], 2);
        var stream = new MemoryStream();
        var writer = new BinaryModelWriter(stream, "LMVECTOR"u8, 1); // dimension, words and numbers, and nothing of n-grams
        writer.Write(2);
        vectors.Vocabulary.Write(writer);
        writer.WriteAll(vectors.Values.Span);
        writer.Complete();

        WordVectors loaded = WordVectors.Load(new MemoryStream(stream.ToArray()));

        AreEqual(vectors, loaded);
        Assert.IsFalse(loaded.HasSubwords);
        Assert.AreEqual(0, loaded.Vocabulary.SpecialTokens.Unknown);
        CollectionAssert.AreEqual(new long[] { 7, 2 }, loaded.Vocabulary.Counts!.ToArray());
    }

    [TestMethod]
    public void Import_AlreadyCancelled_Stops()
        => Assert.ThrowsExactly<OperationCanceledException>(
            () => Read("1 1\na 1\n", new WordVectorReadingOptions { CancellationToken = new CancellationToken(canceled: true) }));
}
