using System.IO.Compression;
using System.Text;
using LanguageModeling.Counting;
using LanguageModeling.FastEstimation;
using LanguageModeling.FastReading;

namespace LanguageModeling.Tests.FastReading;

/// <summary>The fast reader must give the tokens and the errors of the plain one, however its blocks fall.</summary>
[TestClass]
public sealed class FastTextReaderTests
{
    private static readonly string[] Pieces =
    [
        " ", " ", " ", "\n", "\n", "\t", "\r\n", "\r", "\0", "a", "b", "ab", "abcdefgh", "abcdefghi", "abcdefghijklmnop", "abcdefghijklmnopq",
        "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyZ", "猫", "𠮷", "\u00A0", "\v",
        "\uFEFF", "<s", "</s>x",
    ];

    [TestMethod]
    [DataRow(1)]
    [DataRow(7)]
    [DataRow(64)]
    [DataRow(1 << 20)]
    public void Read_RandomPieces_GivesTheTokensOfThePlainReader(int blockSize)
    {
        for (int seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            byte[][] texts = [.. Enumerable.Range(0, 1 + (seed % 3)).Select(_ => MakeText(random))];

            Assert.AreEqual(ReadPlain(texts, new(), new()), ReadFast(texts, new(), new(), blockSize), $"seed {seed}");
        }
    }

    [TestMethod]
    [DataRow("a b\nc \xff d\n\n", false)]
    [DataRow("a b\nc \xc3\n\xe4\xbd x\n", true)]
    [DataRow("a\nb <s> c\n", false)]
    [DataRow("a\nb\nc </s>", false)]
    [DataRow("<unk> a\n<unk>b <s>\nc </s>", true)]
    public void Read_WhatIsNoText_IsTreatedAsByThePlainReader(string latin1, bool lenient)
    {
        byte[][] texts = [Encoding.Latin1.GetBytes(latin1)];
        var options = new NgramOptions { SkipSymbols = lenient };
        var reading = new TextReadingOptions { ReplaceInvalid = lenient };
        foreach (int blockSize in (int[])[1, 5, 1 << 20])
        {
            Assert.AreEqual(ReadPlain(texts, options, reading), ReadFast(texts, options, reading, blockSize));
        }
    }

    [TestMethod]
    public void Read_Gzip_IsUnpacked()
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write("a b\nc"u8);
        }

        Assert.AreEqual("1 3 4 2 1 5 cut | <unk> <s> </s> a b c", ReadFast([packed.ToArray()], new(), new(), 1 << 20));
        var error = Assert.ThrowsExactly<InvalidDataException>(() => Read([packed.ToArray()[..^4]], new FastTextReader(new(), new(), new CorpusIds(1, 2))));
        Assert.Contains("the gzip data are damaged", error.Message);
    }

    private static byte[] MakeText(Random random)
    {
        var text = new StringBuilder();
        for (int count = random.Next(80); count > 0; count--)
        {
            text.Append(Pieces[random.Next(Pieces.Length)]);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string ReadPlain(byte[][] texts, NgramOptions options, TextReadingOptions reading)
    {
        var corpus = new TokenCorpus(order: 2, TextCorpusReader.Beginning, TextCorpusReader.End);
        return Describe(() => Read(texts, new TextCorpusReader(options, reading, corpus)), () => corpus.Tokens.ToArray(), () => corpus.IsCutOff);
    }

    private static string ReadFast(byte[][] texts, NgramOptions options, TextReadingOptions reading, int blockSize)
    {
        using var corpus = new CorpusIds(TextCorpusReader.Beginning, TextCorpusReader.End);
        return Describe(
            () => Read(texts, new FastTextReader(options, reading, corpus, blockSize: blockSize)),
            () => corpus.Ids.AsSpan(0, corpus.Length).ToArray(),
            () => corpus.IsCutOff);
    }

    private static Vocabulary Read(byte[][] texts, ITextReader reader)
    {
        foreach (byte[] text in texts)
        {
            reader.Read(new MemoryStream(text), "text");
        }

        reader.Finish();
        return reader.Vocabulary;
    }

    private static string Describe(Func<Vocabulary> read, Func<int[]> ids, Func<bool> isCutOff)
    {
        try
        {
            Vocabulary vocabulary = read();
            return $"{string.Join(' ', ids())}{(isCutOff() ? " cut" : "")} | {string.Join(' ', vocabulary.Tokens)}";
        }
        catch (InvalidDataException e)
        {
            return e.Message;
        }
    }
}
