using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace LanguageModeling.Benchmarks;

/// <summary>
/// Damages model files in many ways and opens and queries them: each must be refused with <see cref="InvalidDataException"/> or
/// <see cref="NotSupportedException"/>, or work. Anything else, memory or time without bound included, ends the run with an error.
/// </summary>
internal static class NgramFuzz
{
    private const long MostAllocated = 64 << 20;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(5); // of the processor: a machine may be busy

    /// <summary>Runs.</summary>
    /// <param name="count">Damaged inputs of each format.</param>
    /// <param name="only">The formats; all when empty.</param>
    public static void Run(int count, ReadOnlySpan<string> only)
    {
        string text = string.Join('\n', SyntheticText.Lines(60)) + "\n";
        NgramLanguageModel model = NgramLanguageModel.TrainFromText(
            new MemoryStream(Encoding.UTF8.GetBytes(text)), new NgramOptions { Order = 4, DiscountFallback = NgramOptions.UsualDiscountFallback });
        NgramLanguageModel counts = NgramLanguageModel.TrainFromText(
            new MemoryStream(Encoding.UTF8.GetBytes(text)), new NgramOptions { Order = 3, Smoothing = NgramSmoothing.StupidBackoff });
        var compact = new NgramFileOptions { Format = NgramFileFormat.Compact };
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string textPath = Path.Combine(folder, "text");
            File.WriteAllText(textPath, text);
            (string Name, string File, Action<string> Save)[] formats =
            [
                ("arpa", "model.arpa", model.SaveArpa),
                ("arpa-gzip", "model.arpa.gz", model.SaveArpa),
                ("fast", "fast", path => model.Save(path, new NgramFileOptions())),
                ("compact", "compact", path => model.Save(path, compact)),
                ("quantized", "quantized", path => model.Save(path, compact with { ProbabilityBits = 6, BackoffBits = 5 })),
                ("count-model", "count-model", counts.Save),
                ("counts", "counts", path => NgramFileTraining.Count([textPath], path, new NgramOptions { Order = 4 })),
            ];
            foreach ((string name, string file, Action<string> save) in formats)
            {
                if (only.IsEmpty || only.Contains(name))
                {
                    string path = Path.Combine(folder, file);
                    save(path);
                    Fuzz(name, path, name == "counts" ? (counts, _) => Train(counts) : Use, count);
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Fuzz(string format, string path, Action<string, Random> use, int count)
    {
        var random = new Random(1);
        int refused = 0;
        byte[] sound = File.ReadAllBytes(path);
        for (int i = 0; i < count; i++)
        {
            byte[] damaged = Damage(sound, random);
            if (i % 2 == 0)
            {
                MendChecksums(damaged);
                MendBlocks(damaged);
            }

            File.WriteAllBytes(path, damaged);
            refused += IsRefused(path, () => use(path, random), $"{format}, input {i}") ? 1 : 0;
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{format,-12} {count} damaged inputs: {refused} refused, {count - refused} read; peak memory {System.Diagnostics.Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB"));
    }

    private static void Use(string path, Random random)
    {
        NgramLanguageModel model = NgramLanguageModel.Load(path);
        float[] distribution = new float[model.VocabularySize];
        using LanguageModelState state = model.CreateState();
        int[] ids = [.. Enumerable.Range(0, 40).Select(_ => random.Next(model.VocabularySize))];
        ((ILanguageModel)model).ScoreBatch([new SequenceToScore(default, ids, new double[ids.Length])]);
        foreach (int id in ids)
        {
            state.GetNextLogProbabilities(distribution);
            state.Append(id);
        }

        model.GetTopTokens(model.GetContext(ids), 3);
        model.Verify();
        model.Save(Stream.Null);
    }

    private static void Train(string counts)
        => NgramFileTraining.TrainFromCounts(
            [counts], new NgramTrainingFiles { ArpaPath = counts + ".arpa" }, new NgramOptions { Order = 4, DiscountFallback = NgramOptions.UsualDiscountFallback, MemoryLimit = MostAllocated / 4 });

    private static bool IsRefused(string path, Action use, string name)
    {
        long before = GC.GetTotalAllocatedBytes();
        TimeSpan start = Environment.CpuUsage.TotalTime;
        bool refused = false;
        try
        {
            use();
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException)
        {
            refused = true;
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{name}: {e.GetType().Name} is not how a file is refused. The input is in {path}.", e);
        }

        if (GC.GetTotalAllocatedBytes() - before > MostAllocated || Environment.CpuUsage.TotalTime - start > MostTime)
        {
            throw new InvalidOperationException($"{name}: took too much memory or time. The input is in {path}.");
        }

        return refused;
    }

    /// <summary>Changes, cuts, repeats and moves bytes.</summary>
    private static byte[] Damage(byte[] sound, Random random)
    {
        List<byte> bytes = [.. sound];
        for (int times = random.Next(1, 4); times > 0; times--)
        {
            int place = random.Next(3) == 0 ? random.Next(Math.Min(512, bytes.Count)) : random.Next(bytes.Count);
            int length = Math.Min(random.Next(1, 40), bytes.Count - place);
            switch (random.Next(12))
            {
                case 0:
                    bytes.RemoveRange(place, length);
                    break;
                case 1:
                    bytes.InsertRange(place, bytes.GetRange(place, length));
                    break;
                case 2:
                    bytes.RemoveRange(place, bytes.Count - place);
                    break;
                case 3:
                    bytes[place] = bytes[random.Next(bytes.Count)];
                    break;
                case 4:
                    for (int i = 0; i < length; i++)
                    {
                        bytes[place + i] = 0xFF;
                    }

                    break;
                default:
                    bytes[place] = (byte)random.Next(256);
                    break;
            }

            if (bytes.Count == 0)
            {
                bytes.Add(0);
            }
        }

        return [.. bytes];
    }

    /// <summary>Makes the checksums of a model file right where its table can be followed, as a hostile writer would.</summary>
    private static void MendChecksums(byte[] bytes)
    {
        const int entryLength = 32;
        if (bytes.Length < entryLength || !bytes.AsSpan().StartsWith("LMNGRAM\0\u0003"u8))
        {
            return;
        }

        int count = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(24));
        if (count < 1 || entryLength * (count + 1L) > bytes.Length)
        {
            return;
        }

        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), bytes.Length);
        Span<byte> table = bytes.AsSpan(entryLength, entryLength * count);
        for (Span<byte> entry = table; !entry.IsEmpty; entry = entry[entryLength..])
        {
            long offset = BinaryPrimitives.ReadInt64LittleEndian(entry[8..]);
            long length = BinaryPrimitives.ReadInt64LittleEndian(entry[16..]);
            if (offset >= 0 && length >= 0 && offset <= bytes.Length && length <= bytes.Length - offset)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(entry[24..], Checksum(0, bytes.AsSpan((int)offset, (int)length)));
            }
        }

        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(28), Checksum(Checksum(0, bytes.AsSpan(0, 28)), table));
    }

    /// <summary>Makes the checksums right of a file of checked blocks: each has its length before it, and behind it the checksum of all so far.</summary>
    private static void MendBlocks(byte[] bytes)
    {
        const int header = 12;
        if (!(bytes.AsSpan().StartsWith("LMNGRAM\0\u0001"u8) || bytes.AsSpan().StartsWith("LMCOUNTS"u8)) || bytes.Length < header)
        {
            return;
        }

        uint checksum = Checksum(0, bytes.AsSpan(0, header));
        for (int place = header; bytes.Length - place >= sizeof(int);)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(place));
            if (length < 0 || length > bytes.Length - place - (2 * sizeof(int)))
            {
                return;
            }

            checksum = Checksum(checksum, bytes.AsSpan(place, sizeof(int) + length));
            place += sizeof(int) + length;
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(place), checksum);
            place += sizeof(uint);
        }
    }

    private static uint Checksum(uint checksum, ReadOnlySpan<byte> bytes)
    {
        uint crc = ~checksum;
        foreach (byte value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }
}
