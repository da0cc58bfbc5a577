using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using static LanguageModeling.Tests.TestVectors;

namespace LanguageModeling.Tests;

/// <summary>Binary files of many blocks, which several threads read.</summary>
[TestClass]
public sealed class BinaryReadingTests
{
    private const int Words = 60_000; // some 1.5 MB

    [TestMethod]
    [DataRow(WordVectorFormat.Word2VecBinary, 150_000, 5)]
    [DataRow(WordVectorFormat.GensimBinary, 150_000, 5)]
    [DataRow(WordVectorFormat.GensimBinary, 300_000, 1)]
    [DataRow(WordVectorFormat.Word2VecBinary, 5, 200_000)]
    public void Import_ManyBlocks_GivesEveryBitBack(WordVectorFormat format, int count, int dimension)
    {
        WordVectors vectors = Random(count, dimension, 1);
        byte[] bytes = vectors.Write(format);
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        AreEqual(vectors, Read(bytes));
        AreEqual(vectors, Read(packed.ToArray()));
        AreEqual(vectors.Take(count / 2), Read(bytes, new WordVectorReadingOptions { MaximumCount = count / 2 }));
        AreEqual(vectors.Take(count / 2), Read([.. bytes[..^9]], new WordVectorReadingOptions { MaximumCount = count / 2 }));
    }

    [TestMethod]
    public void Import_WordsThatComeTwice_LeavesTheirVectorsOut()
    {
        int[] repeated = [1, 2, 3, 20_000, Words - 1];
        byte[] bytes = Write(i => repeated.Contains(i) ? "w0" : $"w{i}");

        WordVectors vectors = Read(bytes, new WordVectorReadingOptions { KeepFirstOfDuplicates = true });

        int[] kept = [.. Enumerable.Range(0, Words).Except(repeated)];
        AreEqual(Make(4, [.. kept.Select(i => ($"w{i}", new float[] { i, 0, 0, -i }))]), vectors);
    }

    [TestMethod]
    [DataRow(10_000, 50_000, 0, "is not valid utf-8")]
    [DataRow(50_000, 10_000, 0, "found NaN")]
    [DataRow(10_000, 10_000, 3, "is not valid utf-8")]
    [DataRow(Words, 50_000, 3, "found NaN")]
    [DataRow(Words, Words, 3, "expected 4 numbers but the data end after 3")]
    [DataRow(Words, Words, 16, "byte offset 1368882: expected 4 numbers but the data end after 0")]
    public void Import_SeveralFaults_NamesTheFirst(int badWord, int badNumber, int missing, string message)
    {
        byte[] bytes = Write(i => i == badWord ? "bad" : $"w{i}", i => i == badNumber ? float.NaN : i);
        int place = bytes.AsSpan().IndexOf("bad "u8);
        if (place >= 0)
        {
            bytes[place] = 0xFF;
        }

        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Read(bytes[..^missing])).Message, message);
    }

    private static byte[] Write(Func<int, string> word, Func<int, float>? first = null)
    {
        var bytes = new MemoryStream();
        bytes.Write(Encoding.UTF8.GetBytes($"{Words} 4\n"));
        var row = new byte[16];
        for (int i = 0; i < Words; i++)
        {
            bytes.Write(Encoding.UTF8.GetBytes(word(i) + " "));
            BinaryPrimitives.WriteSingleLittleEndian(row, first?.Invoke(i) ?? i);
            BinaryPrimitives.WriteSingleLittleEndian(row.AsSpan(12), -i);
            bytes.Write(row);
        }

        return bytes.ToArray();
    }
}
