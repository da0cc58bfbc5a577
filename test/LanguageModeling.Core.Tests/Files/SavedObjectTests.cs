using LanguageModeling.Files;

namespace LanguageModeling.Tests.Files;

[TestClass]
public sealed class SavedObjectTests
{
    private static readonly byte[] Trailer = [1, 2, 3, 4, 5];

    [TestMethod]
    public void Load_StreamThatCannotSeekAndHoldsMore_StopsAtTheEnd()
    {
        var stream = new MemoryStream();
        Sample().Save(stream);
        new VocabularyCodec(Sample(), TextSplitter.Words).Save(stream);
        stream.Write(Trailer);
        stream.Position = 0;
        using var forward = new DribblingStream(stream);

        Assert.AreEqual(Sample().Count, Vocabulary.Load(forward).Count);
        Assert.AreEqual("words", VocabularyCodec.Load(forward).Splitter.Name);
        Assert.AreEqual(1, forward.ReadByte());
    }

    [TestMethod]
    public void Load_Vocabulary_GivesTheSame()
    {
        string[] tokens = [.. Enumerable.Range(0, 30_000).Select(i => $"token {i} 你")]; // several blocks
        var vocabulary = new Vocabulary(tokens, new() { Padding = 7 }, [.. Enumerable.Range(0, tokens.Length).Select(i => i * 10_000_000_000L)]);

        Vocabulary loaded = Vocabulary.Load(new MemoryStream(Save(vocabulary)));

        CollectionAssert.AreEqual(tokens, loaded.Tokens.ToArray());
        CollectionAssert.AreEqual(vocabulary.Counts!.ToArray(), loaded.Counts!.ToArray());
        Assert.AreEqual(vocabulary.SpecialTokens, loaded.SpecialTokens);
    }

    [TestMethod]
    public void Load_EmptyVocabulary_GivesTheSame()
    {
        Vocabulary loaded = Vocabulary.Load(new MemoryStream(Save(new Vocabulary([], SpecialTokens.None))));
        Assert.AreEqual(0, loaded.Count);
        Assert.IsNull(loaded.Counts);
    }

    [TestMethod]
    public void Load_AnyTruncation_IsInvalidData()
    {
        byte[] bytes = Save(Sample());
        for (int length = 0; length < bytes.Length; length++)
        {
            byte[] part = bytes[..length];
            var error = Assert.ThrowsExactly<InvalidDataException>(() => Vocabulary.Load(new MemoryStream(part)));
            StringAssert.StartsWith(error.Message, "Saved vocabulary, byte ");
        }
    }

    [TestMethod]
    public void Load_AnyFlippedBit_IsInvalidData()
    {
        byte[] bytes = Save(Sample());
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            byte[] flipped = [.. bytes];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.ThrowsExactly<InvalidDataException>(() => Vocabulary.Load(new MemoryStream(flipped)));
        }
    }

    [TestMethod]
    public void Load_MutatedContentWithRightChecksum_GivesObjectOrInvalidData()
    {
        // 500 of each kind: the content is changed and wrapped again, so that the parser sees it.
        byte[] vocabulary = Content(Save(Sample()));
        byte[] codec = Content(Save(new VocabularyCodec(Sample(), TextSplitter.Words)));
        int refused = 0;
        var random = new Random(20);
        for (int round = 0; round < 500; round++)
        {
            refused += Refuses(() => Vocabulary.Load(new MemoryStream(Wrap("LMVOCAB\0"u8, Mutate(vocabulary, random)))));
            refused += Refuses(() => VocabularyCodec.Load(new MemoryStream(Wrap("LMCODEC\0"u8, Mutate(codec, random)))));
        }

        Assert.IsTrue(refused > 500, $"Only {refused} of 1000 were refused.");
    }

    [TestMethod]
    public void Load_CountThatLies_AllocatesLittle()
    {
        byte[] hostile = Wrap("LMVOCAB\0"u8, [.. BitConverter.GetBytes(int.MaxValue / 2), .. BitConverter.GetBytes(1), (byte)'a']);
        byte[] longString = Wrap("LMVOCAB\0"u8, [.. BitConverter.GetBytes(1), .. BitConverter.GetBytes(int.MaxValue), (byte)'a']);
        foreach (byte[] bytes in (byte[][])[hostile, longString])
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.ThrowsExactly<InvalidDataException>(() => Vocabulary.Load(new MemoryStream(bytes)));
            Assert.IsTrue(GC.GetAllocatedBytesForCurrentThread() - before < 1_000_000);
        }
    }

    [TestMethod]
    public void Load_Faults_AreNamed()
    {
        AssertFault("byte 0: expected \"LMVOCAB\" but the data end at once", []);
        AssertFault("byte 3: expected \"LMVOCAB\" but the data end after 3 bytes", "LMV"u8);
        AssertFault("expected \"LMVOCAB\" but found 68656C6C6F207468", "hello there"u8);
        AssertFault("found a ZIP archive", "PK\u0003\u0004......"u8);
        AssertFault("found gzip data", (ReadOnlySpan<byte>)[0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0]);
        AssertFault("found a Git LFS pointer, not the file itself; run \"git lfs pull\"", "version https://git-lfs.github.com/spec/v1\noid sha256:1234\n"u8);
        AssertFault("found a KenLM binary", "mmap lm http://kheafield.com/code format version 5\n"u8);
        AssertFault("found an ARPA n-gram file", "\\data\\\nngram 1=3\n"u8);
        AssertFault("found Zstandard data", (ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD, 0, 0, 0, 0, 0]);
        AssertFault("found xz data", (ReadOnlySpan<byte>)[0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 0, 0, 0]);
        AssertFault("found bzip2 data", "BZh91AY&SY"u8);
        AssertFault("byte 8: the format has version 2, but this library reads versions 1 to 1. Use a newer library.", [.. "LMVOCAB\0"u8, 2, 0, 0, 0]);
        AssertFault("byte 12: expected the length of a block, at most 65536, but found -1", [.. "LMVOCAB\0"u8, 1, 0, 0, 0, 255, 255, 255, 255]);
        AssertFault("byte 16: the checksum of the block is 00000000 but its bytes give", [.. "LMVOCAB\0"u8, 1, 0, 0, 0, 1, 0, 0, 0, 7, 0, 0, 0, 0]);
        AssertFault("expected the number of tokens from 0 to", Wrap("LMVOCAB\0"u8, [255, 255, 255, 255]));
        AssertFault("expected the length of a string from 0 to", Wrap("LMVOCAB\0"u8, [1, 0, 0, 0, 255, 255, 255, 255]));
        AssertFault("found a string of 1 bytes that is not text in UTF-8", Wrap("LMVOCAB\0"u8, [1, 0, 0, 0, 1, 0, 0, 0, 255]));
        AssertFault("expected more data but found the end of the object", Wrap("LMVOCAB\0"u8, [1, 0, 0]));
        AssertFault("expected the end of the object but found more data", Wrap("LMVOCAB\0"u8, [.. new byte[4], .. Enumerable.Repeat((byte)255, 16), 0, 0]));
        AssertFault("expected 0 or 1 but found 2", Wrap("LMVOCAB\0"u8, [.. new byte[4], .. Enumerable.Repeat((byte)255, 16), 2]));
        AssertFault("The unknown token has id 0, outside [0, 0)", Wrap("LMVOCAB\0"u8, [.. new byte[20], 0]));
        var error = Assert.ThrowsExactly<InvalidDataException>(() => VocabularyCodec.Load(new MemoryStream(Wrap("LMCODEC\0"u8, [1, 0, 0, 0, (byte)'x']))));
        Assert.AreEqual(
            "Saved text codec, byte 21: expected the name of a splitter but found \"x\". "
            + "The file is damaged or was not written by this library; save or fetch it again.",
            error.Message);
    }

    [TestMethod]
    public void Reader_EveryKindOfValue_ComesBack()
    {
        var stream = new MemoryStream();
        var writer = new BinaryModelWriter(stream, "LMTEST\0\0"u8, 3);
        double[] numbers = [.. Enumerable.Range(0, 50_000).Select(i => i / 3.0)]; // 400 KB, across blocks
        writer.Write((byte)200);
        writer.Write(true);
        writer.Write(-5);
        writer.Write(long.MinValue);
        writer.Write(1.5f);
        writer.WriteAll<double>(numbers);
        writer.Write(double.NegativeInfinity);
        writer.Write("你好\0");
        writer.Write("");
        writer.WriteAll<byte>([]);
        writer.Complete();
        Assert.ThrowsExactly<ObjectDisposedException>(() => writer.Write(1));
        stream.Position = 0;

        var reader = new BinaryModelReader(stream, "LMTEST\0\0"u8, 3, "test");

        Assert.AreEqual(3, reader.Version);
        Assert.AreEqual(200, reader.ReadByte());
        Assert.IsTrue(reader.ReadBoolean());
        Assert.AreEqual(-5, reader.ReadInt32());
        Assert.AreEqual(long.MinValue, reader.ReadInt64());
        Assert.AreEqual(1.5f, reader.ReadSingle());
        CollectionAssert.AreEqual(numbers, reader.ReadAll<double>(numbers.Length));
        Assert.AreEqual(double.NegativeInfinity, reader.ReadDouble());
        Assert.AreEqual("你好\0", reader.ReadString());
        Assert.AreEqual("", reader.ReadString());
        Assert.AreEqual(0, reader.ReadAll<byte>(0).Length);
        reader.Complete();
        Assert.ThrowsExactly<InvalidDataException>(() => reader.ReadAll<byte>(-1));
    }

    [TestMethod]
    public void Crc32C_CheckValue_IsThatOfTheStandard()
    {
        // "123456789" gives E3069283 (RFC 3720, and every catalogue of checksums).
        Assert.AreEqual(0xE3069283u, Crc32C.Append(Crc32C.Empty, "123456789"u8));
        Assert.AreEqual(0xE3069283u, Crc32C.Append(Crc32C.Append(Crc32C.Empty, "1234"u8), "56789"u8));
    }

    private static Vocabulary Sample()
        => new(["<unk>", "<s>", "</s>", "cat", "你好", "👍"], new() { Unknown = 0, BeginningOfSequence = 1, EndOfSequence = 2 }, [1, 2, 3, 4, 5, 6]);

    private static byte[] Save(Vocabulary vocabulary)
    {
        var stream = new MemoryStream();
        vocabulary.Save(stream);
        return stream.ToArray();
    }

    private static byte[] Save(VocabularyCodec codec)
    {
        var stream = new MemoryStream();
        codec.Save(stream);
        return stream.ToArray();
    }

    // Header of 12 bytes, one block with a length of 4 bytes, its checksum, the empty block.
    private static byte[] Content(byte[] saved) => saved[16..^12];

    private static byte[] Wrap(ReadOnlySpan<byte> magic, byte[] content)
    {
        var stream = new MemoryStream();
        var writer = new BinaryModelWriter(stream, magic, 1);
        writer.WriteAll<byte>(content);
        writer.Complete();
        return stream.ToArray();
    }

    private static byte[] Mutate(byte[] content, Random random)
    {
        byte[] mutated = random.Next(4) switch
        {
            0 => content[..random.Next(content.Length)],
            1 => [.. content, (byte)random.Next(256)],
            _ => [.. content],
        };
        for (int i = random.Next(4); i > 0 && mutated.Length > 0; i--)
        {
            mutated[random.Next(mutated.Length)] = (byte)(random.Next(2) == 0 ? random.Next(256) : 255);
        }

        return mutated;
    }

    private static int Refuses(Action load)
    {
        try
        {
            load();
            return 0;
        }
        catch (InvalidDataException)
        {
            return 1;
        }
    }

    private static void AssertFault(string message, ReadOnlySpan<byte> bytes)
    {
        var stream = new MemoryStream(bytes.ToArray());
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Vocabulary.Load(stream)).Message, message);
    }
}
