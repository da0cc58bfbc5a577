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

        foreach (int place in Enumerable.Range(0, 40).Where(i => i is < 20 or >= 24).Append(60))
        {
            byte[] damaged = [.. bytes];
            damaged[place] ^= 0x41;
            File.WriteAllBytes(path, damaged);
            Assert.ThrowsExactly<InvalidDataException>(() => WordVectors.Map(path), $"{place}");
        }
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
        string path = Path.Combine(s_folder, name);
        vectors.SaveMapped(path);
        return WordVectors.Map(path);
    }
}
