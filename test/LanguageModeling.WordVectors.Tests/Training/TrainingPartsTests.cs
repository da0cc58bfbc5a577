using LanguageModeling.Embeddings;
using LanguageModeling.Sampling;
using LanguageModeling.WordTraining;

namespace LanguageModeling.Tests;

/// <summary>Tree, noise, n-grams of characters, sub-sampling and the spool, each alone.</summary>
[TestClass]
public sealed class TrainingPartsTests
{
    [TestMethod]
    public void HuffmanTree_FourWords_HasThePathsWorkedByHand()
    {
        // 4 3 2 1: (1, 2) -> node 0 of 3; (3 the node, 3 the word) -> node 1; word2vec takes the inner node first on a tie, so left is node 0.
        // Root 2 joins 4, its left, and node 1, its right.
        var tree = new HuffmanTree([4, 3, 2, 1]);

        CollectionAssert.AreEqual(new[] { 2 }, tree.Path(0).ToArray());
        CollectionAssert.AreEqual(new[] { 2, 1 }, tree.Path(1).ToArray());
        CollectionAssert.AreEqual(new[] { 2, 1, 0 }, tree.Path(2).ToArray());
        CollectionAssert.AreEqual(new[] { 2, 1, 0 }, tree.Path(3).ToArray());
        CollectionAssert.AreEqual(new[] { 1f }, tree.Signs(0).ToArray());
        CollectionAssert.AreEqual(new[] { -1f, -1f }, tree.Signs(1).ToArray());
        CollectionAssert.AreEqual(new[] { -1f, 1f, -1f }, tree.Signs(2).ToArray());
        CollectionAssert.AreEqual(new[] { -1f, 1f, 1f }, tree.Signs(3).ToArray());
    }

    [TestMethod]
    public void HuffmanTree_AnyCounts_IsAPrefixCodeOfLeastLength()
    {
        long[] counts = [.. Enumerable.Range(1, 500).Select(i => 100_000L / i)];
        var tree = new HuffmanTree(counts);

        Assert.AreEqual(1, Enumerable.Range(0, counts.Length).Sum(word => Math.Pow(0.5, tree.Path(word).Length)), 1e-12); // Kraft: all codes used
        double entropy = counts.Sum(c => -c * Math.Log2((double)c / counts.Sum()));
        long length = Enumerable.Range(0, counts.Length).Sum(word => counts[word] * tree.Path(word).Length);
        Assert.IsTrue(length >= entropy && length < entropy + counts.Sum());
    }

    [TestMethod]
    [DataRow(1.0)]
    [DataRow(0.75)]
    [DataRow(0.0)]
    [DataRow(-0.5)]
    public void Draw_ManyTimes_FollowsThePowerOfFrequency(double exponent)
    {
        long[] counts = [1000, 300, 50, 7, 1];
        var noise = new NoiseDistribution(counts, exponent);
        var random = new Xoshiro256(1);
        const int Draws = 200_000;
        var seen = new int[counts.Length];
        for (int i = 0; i < Draws; i++)
        {
            seen[noise.Draw(random)]++;
        }

        double sum = counts.Sum(c => Math.Pow(c, exponent));
        for (int word = 0; word < counts.Length; word++)
        {
            double p = Math.Pow(counts[word], exponent) / sum;
            Assert.AreEqual(p, (double)seen[word] / Draws, 5 * Math.Sqrt(p * (1 - p) / Draws));
        }
    }

    [TestMethod]
    public void CharacterNgrams_OfAWord_AreThoseOfFastText()
    {
        // FNV-1a of "a" is 0xE40C292C (Fowler, Noll and Vo); of <ab> with 1 to 2 characters: "<a", "a", "ab", "b", "b>", without the marks alone.
        Assert.AreEqual(unchecked((int)(0xE40C292C % 1_000_003)), new CharacterNgrams(1, 1, 1_000_003).Of("a").Single());
        Assert.HasCount(5, new CharacterNgrams(1, 2, 100).Of("ab"));
        Assert.HasCount(2, new CharacterNgrams(3, 3, 100).Of("ab"));
        Assert.HasCount(1, new CharacterNgrams(3, 6, 100).Of("猫")); // "<猫>": characters, not bytes
        Assert.HasCount(0, new CharacterNgrams(4, 6, 100).Of("猫"));
    }

    [TestMethod]
    public void Thresholds_OfSubsampling_AreWord2Vecs()
    {
        // f = 0.1, t = 0.001: (√(f/t) + 1) t/f = 11 / 100. f = 0.0005: above 1, always kept.
        uint[] keep = Subsampling.Thresholds([1000, 8995, 5], 1e-3);

        Assert.AreEqual(0.11, (double)keep[0] / uint.MaxValue, 1e-9);
        Assert.AreEqual(uint.MaxValue, keep[2]);
        CollectionAssert.AreEqual(new[] { uint.MaxValue, uint.MaxValue }, Subsampling.Thresholds([1, 9], 0));
    }

    [TestMethod]
    [DataRow(0L)]
    [DataRow(70_000L)]
    [DataRow(1_000_000L)]
    public void Spool_MemoryOrDisk_GivesBackWhatWasAdded(long wordsInMemory)
    {
        using var spool = new WordSpool(wordsInMemory);
        const int Count = (3 * WordSpool.BlockSize) + 17;
        for (int i = 0; i < Count; i++)
        {
            spool.Add(i * 7);
        }

        Assert.AreEqual(4, spool.BlockCount);
        var room = new int[WordSpool.BlockSize];
        int[] all = [.. Enumerable.Range(0, 4).SelectMany(block => spool.Read(block, room).ToArray())];
        CollectionAssert.AreEqual(Enumerable.Range(0, Count).Select(i => i * 7).ToArray(), all);
    }
}
