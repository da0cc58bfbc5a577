using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using LanguageModeling.Files;

namespace LanguageModeling.Tests.Files;

[TestClass]
public sealed class NgramModelFileTests
{
    private const int Mutations = 500;
    private const long MostAllocated = 64 << 20;

    private static readonly string Text = TestTexts.Generated(150);

    public static IEnumerable<object[]> Options =>
    [
        [new NgramOptions { Order = 1 }],
        [new NgramOptions { Order = 3, Lowercase = true, Splitter = TextSplitter.Words }],
        [new NgramOptions { Order = 8, DiscountFallback = [0.5f] }],
        [new NgramOptions { Order = 3, Smoothing = NgramSmoothing.MaximumLikelihood }],
        [new NgramOptions { Order = 2, Smoothing = NgramSmoothing.AddK, AddK = 0.01 }],
        [new NgramOptions { Order = 4, Smoothing = NgramSmoothing.StupidBackoff, BackoffFactor = 0.3 }],
        [new NgramOptions { Order = 3, Smoothing = NgramSmoothing.WittenBell }],
        [new NgramOptions { Order = 16, Smoothing = NgramSmoothing.WittenBellBackoff }],
        [new NgramOptions { Order = 3, Smoothing = NgramSmoothing.JelinekMercer }],
    ];

    [TestMethod]
    [DynamicData(nameof(Options))]
    public void Save_ThenLoad_GivesTheSameModel(NgramOptions options)
    {
        NgramLanguageModel model = TestTexts.Train(Text, options);

        NgramLanguageModel read = NgramLanguageModel.Load(new MemoryStream(Save(model)));

        Assert.AreEqual(model.Order, read.Order);
        Assert.AreEqual(model.Smoothing, read.Smoothing);
        Assert.AreEqual(model.Splitter, read.Splitter);
        Assert.AreEqual(model.Lowercase, read.Lowercase);
        Assert.AreEqual(model.SpecialTokens, read.SpecialTokens);
        CollectionAssert.AreEqual(model.NgramCounts.ToArray(), read.NgramCounts.ToArray());
        CollectionAssert.AreEqual(model.Vocabulary.Tokens.ToArray(), read.Vocabulary.Tokens.ToArray());
        CollectionAssert.AreEqual(Save(model), Save(read));
        var random = new Random(6);
        for (int i = 0; i < 1000; i++)
        {
            int[] context = [.. Enumerable.Range(0, random.Next(options.Order)).Select(_ => random.Next(model.VocabularySize))];
            int token = random.Next(model.VocabularySize);
            Assert.AreEqual(model.Query(context, token), read.Query(context, token));
        }
    }

    [TestMethod]
    public void Load_ModelFromArpa_HasNoSmoothing()
    {
        NgramLanguageModel model = TestTexts.FromArpa(TestTexts.ToArpa(TestTexts.Train(Text, new NgramOptions())));

        NgramLanguageModel read = NgramLanguageModel.Load(new MemoryStream(Save(model)));

        Assert.IsNull(read.Smoothing);
        Assert.AreEqual(TestTexts.ToArpa(model), TestTexts.ToArpa(read));
    }

    [TestMethod]
    public void Load_MoreInTheStream_StopsAtTheEndOfTheModel()
    {
        byte[] saved = Save(TestTexts.Train(TestTexts.Small, new NgramOptions { DiscountFallback = [0.5f] }));
        var stream = new MemoryStream([.. saved, 1, 2, 3]);

        NgramLanguageModel.Load(stream);

        Assert.AreEqual(saved.Length, stream.Position);
    }

    [TestMethod]
    public void Load_NotAModel_SaysWhatWasFound()
    {
        var error = Assert.ThrowsExactly<InvalidDataException>(() => NgramLanguageModel.Load(TestTexts.ToStream(TestTexts.Generated(10))));
        Assert.Contains("expected \"LMNGRAM\"", error.Message);

        error = Assert.ThrowsExactly<InvalidDataException>(() => NgramLanguageModel.Load(TestTexts.ToStream("LMNGRAM\0\u0004\0\0\0")));
        Assert.Contains("version 4", error.Message);
    }

    [TestMethod]
    public void Load_VersionTwo_IsReadWhenFastAndRefusedWhenCompact()
    {
        NgramLanguageModel model = TestTexts.Train(TestTexts.Small, new NgramOptions { DiscountFallback = [0.5f] });

        Assert.AreEqual(TestTexts.ToArpa(model), TestTexts.ToArpa(NgramLanguageModel.Load(AsVersionTwo(NgramFileFormat.Fast))));
        var error = Assert.ThrowsExactly<NotSupportedException>(() => NgramLanguageModel.Load(AsVersionTwo(NgramFileFormat.Compact)));
        Assert.Contains("lm ngram convert", error.Message);

        MemoryStream AsVersionTwo(NgramFileFormat format)
        {
            var stream = new MemoryStream();
            NgramModelFile.Write(stream, model, new NgramFileOptions { Format = format });
            byte[] bytes = stream.ToArray();
            bytes[8] = 2;
            int tableLength = 32 * BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(24));
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(28), Append(Append(0, bytes.AsSpan(0, 28)), bytes.AsSpan(32, tableLength)));
            return new MemoryStream(bytes);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Options))]
    public void Load_DamagedBytes_ThrowsNothingButInvalidData(NgramOptions options)
    {
        byte[] saved = Save(TestTexts.Train(TestTexts.Generated(20), options with { DiscountFallback = [0.5f] }));

        AssertOnlyBadData(saved, bytes => NgramLanguageModel.Load(new MemoryStream(bytes)));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(8)]
    public void Load_DamagedCompactForm_ThrowsNothingButInvalidData(int bits)
    {
        NgramLanguageModel model = TestTexts.Train(TestTexts.Generated(20), new NgramOptions { Order = 4, DiscountFallback = [0.5f] });
        var stream = new MemoryStream();
        NgramModelFile.Write(stream, model, new NgramFileOptions { Format = NgramFileFormat.Compact, ProbabilityBits = bits, BackoffBits = bits });

        AssertOnlyBadData(stream.ToArray(), bytes => NgramLanguageModel.Load(new MemoryStream(bytes)));
        AssertOnlyBadData(stream.ToArray(), bytes => NgramLanguageModel.Load(new MemoryStream(bytes)), DamageBehindChecksums);
    }

    [TestMethod]
    [DynamicData(nameof(Options))]
    public void Load_DamagedBytesWithRightChecksums_ThrowsNothingButInvalidData(NgramOptions options)
    {
        byte[] saved = Save(TestTexts.Train(TestTexts.Generated(20), options with { DiscountFallback = [0.5f] }));

        AssertOnlyBadData(saved, bytes => NgramLanguageModel.Load(new MemoryStream(bytes)), DamageBehindChecksums);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public void LoadArpa_DamagedText_ThrowsNothingButBadDataOrNotSupported(int order)
    {
        string arpa = TestTexts.ToArpa(TestTexts.Train(TestTexts.Generated(20), new NgramOptions { Order = order, DiscountFallback = [0.5f] }));

        AssertOnlyBadData(Encoding.UTF8.GetBytes(arpa), bytes => NgramLanguageModel.LoadArpa(new MemoryStream(bytes)));
    }

    private static void AssertOnlyBadData(byte[] sound, Func<byte[], NgramLanguageModel> load, Func<byte[], Random, byte[]>? damage = null)
    {
        var random = new Random(sound.Length);
        float[] distribution = [];
        for (int i = 0; i < Mutations; i++)
        {
            byte[] damaged = (damage ?? Damage)(sound, random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                NgramLanguageModel model = load(damaged);
                Array.Resize(ref distribution, model.VocabularySize);
                using LanguageModelState state = model.CreateState();
                for (int t = 0; t < 20; t++)
                {
                    state.GetNextLogProbabilities(distribution);
                    state.Append(random.Next(model.VocabularySize));
                }
            }
            catch (Exception e) when (e is InvalidDataException or NotSupportedException)
            {
                Assert.IsGreaterThan(20, e.Message.Length);
            }

            Assert.IsLessThan(MostAllocated, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    /// <summary>Changes some bytes of a saved model, and makes the checksums anew: what a hostile file would hold.</summary>
    private static byte[] DamageBehindChecksums(byte[] sound, Random random)
    {
        byte[] bytes = [.. sound];
        if (bytes[8] == 1)
        {
            DamageBlocks(bytes, random, random.Next(1, 4));
            return bytes;
        }

        // Version 3: a header of 32 bytes and an entry of 32 bytes for each section: kind, order, offset, length, checksum.
        const int headerLength = 32;
        int count = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(24));
        Span<byte> table = bytes.AsSpan(headerLength, headerLength * count);
        int changed = random.Next(count);
        for (int i = 0; i < count; i++)
        {
            Span<byte> entry = table[(i * headerLength)..];
            int offset = (int)BinaryPrimitives.ReadInt64LittleEndian(entry[8..]);
            Span<byte> section = bytes.AsSpan(offset, (int)BinaryPrimitives.ReadInt64LittleEndian(entry[16..]));
            if (i == changed && BinaryPrimitives.ReadInt32LittleEndian(entry) <= 2)
            {
                DamageBlocks(section, random, random.Next(1, 4)); // properties, vocabulary: objects with checksums of their own
            }

            for (int times = random.Next(1, 4); i == changed && BinaryPrimitives.ReadInt32LittleEndian(entry) > 2 && times > 0; times--)
            {
                section[random.Next(section.Length)] = (byte)random.Next(256);
            }

            BinaryPrimitives.WriteUInt32LittleEndian(entry[24..], Append(0, section));
        }

        if (random.Next(4) == 0)
        {
            table[random.Next(table.Length)] = (byte)random.Next(256);
            bytes[12 + random.Next(16)] = (byte)random.Next(256);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(28), Append(Append(0, bytes.AsSpan(0, 28)), table));
        return bytes;
    }

    /// <summary>Changes bytes inside the blocks of an object.</summary>
    private static void DamageBlocks(Span<byte> bytes, Random random, int changes)
    {
        const int header = 12; // kind and version
        uint checksum = Append(0, bytes[..header]);
        for (int start = header; start < bytes.Length;)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(bytes[start..]);
            Span<byte> payload = bytes.Slice(start + sizeof(int), length);
            for (int times = changes; times > 0 && length > 0; times--)
            {
                payload[random.Next(length)] = (byte)random.Next(256);
            }

            checksum = Append(checksum, bytes.Slice(start, sizeof(int) + length));
            start += sizeof(int) + length;
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[start..], checksum);
            start += sizeof(uint);
        }
    }

    private static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        uint crc = ~checksum;
        foreach (byte value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }

    /// <summary>Damages bytes in many ways: changed, cut out, repeated, put elsewhere, cut short.</summary>
    private static byte[] Damage(byte[] sound, Random random)
    {
        List<byte> bytes = [.. sound];
        for (int times = random.Next(1, 4); times > 0; times--)
        {
            int place = random.Next(bytes.Count);
            int length = Math.Min(random.Next(1, 40), bytes.Count - place);
            switch (random.Next(5))
            {
                case 0:
                    bytes[place] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(place, length);
                    break;
                case 2:
                    bytes.InsertRange(place, bytes.GetRange(place, length));
                    break;
                case 3:
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(place, length));
                    break;
                default:
                    bytes.RemoveRange(place, bytes.Count - place);
                    break;
            }

            if (bytes.Count == 0)
            {
                bytes.Add(0);
            }
        }

        return [.. bytes];
    }

    [TestMethod]
    public void DamageBehindChecksums_AnyBytes_LeavesTheChecksumsRight()
    {
        byte[] saved = Save(TestTexts.Train(TestTexts.Generated(5), new NgramOptions { DiscountFallback = [0.5f] }));

        int refusedByChecksum = 0;
        for (int seed = 0; seed < 100; seed++)
        {
            try
            {
                NgramLanguageModel.Load(new MemoryStream(DamageBehindChecksums(saved, new Random(seed))));
            }
            catch (InvalidDataException e)
            {
                refusedByChecksum += e.Message.Contains("checksum", StringComparison.Ordinal) ? 1 : 0;
            }
        }

        Assert.IsLessThan(20, refusedByChecksum); // only where the table of sections itself was damaged
    }

    private static byte[] Save(NgramLanguageModel model)
    {
        var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }
}
