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
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(5);

    /// <summary>Runs.</summary>
    /// <param name="count">Damaged inputs of each format.</param>
    public static void Run(int count)
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
            Fuzz("fast", Save(folder, path => model.Save(path, new NgramFileOptions())), count);
            Fuzz("compact", Save(folder, path => model.Save(path, compact)), count);
            Fuzz("compact, quantized", Save(folder, path => model.Save(path, compact with { ProbabilityBits = 6, BackoffBits = 5 })), count);
            Fuzz("counts", Save(folder, counts.Save), count);
            Fuzz("ARPA", Save(folder, model.SaveArpa), count);
            string packed = Path.Combine(folder, "model.arpa.gz");
            model.SaveArpa(packed);
            Fuzz("ARPA, gzip", File.ReadAllBytes(packed), count);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static byte[] Save(string folder, Action<string> save)
    {
        string path = Path.Combine(folder, "model");
        save(path);
        return File.ReadAllBytes(path);
    }

    private static void Fuzz(string format, byte[] sound, int count)
    {
        var random = new Random(1);
        int refused = 0;
        string path = Path.GetTempFileName();
        try
        {
            for (int i = 0; i < count; i++)
            {
                byte[] damaged = Damage(sound, random);
                if (i % 2 == 0)
                {
                    MendChecksums(damaged);
                }

                File.WriteAllBytes(path, damaged);
                refused += IsRefused(path, random, $"{format}, input {i}") ? 1 : 0;
            }
        }
        finally
        {
            File.Delete(path);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{format,-20} {count} damaged inputs: {refused} refused, {count - refused} read"));
    }

    private static bool IsRefused(string path, Random random, string name)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        bool refused = false;
        try
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
        catch (Exception e) when (e is InvalidDataException or NotSupportedException)
        {
            refused = true;
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{name}: {e.GetType().Name} is not how a file is refused. The input is in {path}.", e);
        }

        if (GC.GetAllocatedBytesForCurrentThread() - before > MostAllocated || System.Diagnostics.Stopwatch.GetElapsedTime(start) > MostTime)
        {
            throw new InvalidOperationException($"{name}: took too much memory or time.");
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
