namespace LanguageModeling.Tests;

/// <summary>Word vectors in a mapped file.</summary>
[TestClass]
public sealed class MappedTests
{
    private static string s_folder = "";

    [ClassInitialize]
    public static void Create(TestContext context) => s_folder = Directory.CreateTempSubdirectory("mapped-").FullName;

    [TestMethod]
    public void Map_SavedVectors_AreTheSameAndAnswerAlike()
    {
        WordVectors vectors = TestVectors.Random(300, 13, seed: 5);
        WordVectors mapped = Map("all", vectors);

        TestVectors.AreEqual(vectors, mapped);
        CollectionAssert.AreEqual(vectors.Nearest("w7", 5).ToArray(), mapped.Nearest("w7", 5).ToArray());
        CollectionAssert.AreEqual(vectors.Analogy("w1", "w2", "w3", 5).ToArray(), mapped.Analogy("w1", "w2", "w3", 5).ToArray());
        TestVectors.AreEqual(vectors.Take(7), mapped.Take(7));
        TestVectors.AreEqual(vectors.Normalize(), mapped.Normalize());
        TestVectors.AreEqual(vectors.Merge(TestVectors.Make(13, ("new", new float[13]))), mapped.Merge(TestVectors.Make(13, ("new", new float[13]))));
        CollectionAssert.AreEqual(vectors.Write(WordVectorFormat.GensimText), mapped.Write(WordVectorFormat.GensimText));
        TestVectors.AreEqual(TestVectors.Varied(), Map("varied", TestVectors.Varied()));
        TestVectors.AreEqual(vectors.Take(0), Map("none", vectors.Take(0)));
    }

    [TestMethod]
    public void Map_FileCutShortOrDamaged_SaysSo()
    {
        string path = Path.Combine(s_folder, "cut");
        TestVectors.Varied().SaveMapped(path);
        byte[] bytes = File.ReadAllBytes(path);
        for (int length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(path, bytes[..length]);
            Assert.ThrowsExactly<InvalidDataException>(() => WordVectors.Map(path));
        }

        foreach (int place in Enumerable.Range(0, 48).Append(60).Append(bytes.Length - 1))
        {
            Assert.ThrowsExactly<InvalidDataException>(() => Damage(bytes, place), $"{place}");
        }
    }

    [TestMethod]
    public void Verify_DamagedVectors_SaysSo()
    {
        WordVectors vectors = TestVectors.Varied();
        vectors.Verify();
        byte[] bytes = Save("verify", vectors);
        int values = (int)BitConverter.ToInt64(bytes, 24);
        for (int place = values; place < values + (sizeof(float) * vectors.Values.Length); place++)
        {
            WordVectors mapped = Damage(bytes, place);
            StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => mapped.Verify()).Message, $"the checksum of the vectors from byte {values} on is ");
        }

        Map("verify", vectors).Verify();
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsExactly<OperationCanceledException>(() => Map("verify", vectors).Verify(cancelled.Token));
    }

    [TestMethod]
    public void Map_FileOfVersion1_IsRead()
    {
        WordVectors vectors = TestVectors.Varied();
        var words = new MemoryStream();
        vectors.Vocabulary.Save(words);
        float[] norms = [.. Enumerable.Range(0, vectors.Count).Select(id => (float)(1 / Math.Sqrt(vectors.GetVector(id).ToArray().Sum(x => (double)x * x)))).Select(x => float.IsFinite(x) ? x : 0)];
        int place = (int)((40 + words.Length + 63) / 64 * 64);
        int normPlace = ((place + (sizeof(float) * vectors.Values.Length) + 63) / 64) * 64;
        var bytes = new byte[normPlace + (sizeof(float) * norms.Length)];
        "LMVECMAP"u8.CopyTo(bytes);
        int[] header = [1, vectors.Dimension, vectors.Count, 0, place, 0, normPlace, 0];
        Buffer.BlockCopy(header, 0, bytes, 8, 32);
        words.ToArray().CopyTo(bytes, 40);
        Buffer.BlockCopy(vectors.Values.ToArray(), 0, bytes, place, sizeof(float) * vectors.Values.Length);
        Buffer.BlockCopy(norms, 0, bytes, normPlace, sizeof(float) * norms.Length);
        string path = Path.Combine(s_folder, "version1");
        File.WriteAllBytes(path, bytes);

        WordVectors mapped = WordVectors.Map(path);

        TestVectors.AreEqual(vectors, mapped);
        CollectionAssert.AreEqual(vectors.Nearest("12", 3).Select(w => w.Word).ToArray(), mapped.Nearest("12", 3).Select(w => w.Word).ToArray());
        mapped.Verify();
        bytes[place + 3] = 0x7F;
        bytes[place + 2] = 0xC0;
        File.WriteAllBytes(Path.Combine(s_folder, "version1-damaged"), bytes);
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidDataException>(() => WordVectors.Map(Path.Combine(s_folder, "version1-damaged")).Verify()).Message, "the vector of \"the\" holds NaN");
    }

    [TestMethod]
    public void Map_OtherFile_SaysWhatToDo()
    {
        string path = Path.Combine(s_folder, "other");
        TestVectors.Varied().Save(path);

        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => WordVectors.Map(path)).Message, "Load or Import");
    }

    private static WordVectors Map(string name, WordVectors vectors)
    {
        Save(name, vectors);
        return WordVectors.Map(Path.Combine(s_folder, name));
    }

    private static byte[] Save(string name, WordVectors vectors)
    {
        string path = Path.Combine(s_folder, name);
        vectors.SaveMapped(path);
        return File.ReadAllBytes(path);
    }

    /// <summary>Maps a new file with one byte changed: a mapped one must not change.</summary>
    private static WordVectors Damage(byte[] bytes, int place)
    {
        byte[] damaged = [.. bytes];
        damaged[place] ^= 0x41;
        string path = Path.Combine(s_folder, $"damaged-{Guid.NewGuid():N}");
        File.WriteAllBytes(path, damaged);
        return WordVectors.Map(path);
    }
}
