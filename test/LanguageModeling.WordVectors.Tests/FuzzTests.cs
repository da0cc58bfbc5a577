using static LanguageModeling.Tests.TestVectors;

namespace LanguageModeling.Tests;

[TestClass]
public sealed class FuzzTests
{
    private const int Mutations = 500;

    [TestMethod]
    [DataRow(WordVectorFormat.Word2VecText)]
    [DataRow(WordVectorFormat.Word2VecBinary)]
    [DataRow(WordVectorFormat.GensimText)]
    [DataRow(WordVectorFormat.GensimBinary)]
    [DataRow(WordVectorFormat.FastText)]
    [DataRow(WordVectorFormat.Glove)]
    public void Import_MutatedFile_GivesVectorsOrAClearError(WordVectorFormat format)
        => Fuzz(Varied().Write(format), bytes => Read(bytes));

    [TestMethod]
    public void Load_MutatedFile_GivesAClearError()
    {
        var stream = new MemoryStream();
        Varied().Save(stream);

        int read = Fuzz(stream.ToArray(), bytes => WordVectors.Load(new MemoryStream(bytes)));

        Assert.AreEqual(0, read, "Every changed byte must be noticed.");
    }

    private static int Fuzz(byte[] whole, Func<byte[], WordVectors> read)
    {
        var random = new Random(7);
        int accepted = 0, refused = 0;
        for (int i = 0; i < Mutations; i++)
        {
            byte[] bytes = Mutate(whole, random);
            if (bytes.AsSpan().StartsWith(whole))
            {
                continue;
            }

            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                WordVectors vectors = read(bytes);
                Assert.AreEqual((long)vectors.Count * vectors.Dimension, vectors.Values.Length);
                accepted++;
            }
            catch (InvalidDataException e)
            {
                Assert.IsGreaterThan(40, e.Message.Length);
                refused++;
            }

            Assert.IsLessThan(5_000_000, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.IsGreaterThan(Mutations / 10, refused);
        return accepted;
    }

    private static byte[] Mutate(byte[] whole, Random random)
    {
        byte[] bytes = [.. whole];
        int place = random.Next(bytes.Length);
        switch (random.Next(5))
        {
            case 0:
                return bytes[..place];
            case 1:
                bytes[place] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 2:
                random.NextBytes(bytes.AsSpan(place, Math.Min(bytes.Length - place, 1 + random.Next(8))));
                return bytes;
            case 3:
                return [.. bytes[..place], .. bytes[random.Next(bytes.Length)..]];
            default:
                // The header, where there is one.
                bytes[random.Next(4)] = (byte)"0123456789 -\n"[random.Next(13)];
                return bytes;
        }
    }
}
