using static LanguageModeling.Tests.TestVectors;

namespace LanguageModeling.Tests;

[TestClass]
public sealed class SearchTests
{
    private static double Cos(double degrees) => Math.Cos(degrees * Math.PI / 180);

    [TestMethod]
    public void Similarity_WordsInThePlane_IsTheCosine()
    {
        Assert.AreEqual(Cos(30), Plane().Similarity("man", "king"), 1e-6);
        Assert.AreEqual(Cos(160), Plane().Similarity("man", "apple"), 1e-6);
    }

    [TestMethod]
    public void Similarity_VectorOfZeros_IsZero() => Assert.AreEqual(0, Varied().Similarity("\"", "the"));

    [TestMethod]
    public void Nearest_Word_GivesOthersByAngle()
    {
        IReadOnlyList<WordSimilarity> nearest = Plane().Nearest("man", 3);

        CollectionAssert.AreEqual(new[] { "boy", "king", "girl" }, nearest.Select(w => w.Word).ToArray());
        Assert.AreEqual(Cos(10), nearest[0].Similarity, 1e-6);
        Assert.AreEqual(Cos(80), nearest[2].Similarity, 1e-6);
    }

    [TestMethod]
    public void Nearest_MoreThanThereAre_GivesAllOthers() => Assert.HasCount(6, Plane().Nearest("man", 100));

    [TestMethod]
    public void Nearest_Vector_LeavesNothingOut() => Assert.AreEqual("woman", Plane().Nearest([0f, 5f], 1)[0].Word);

    [TestMethod]
    public void Nearest_EquallySimilar_GivesLowerIdsFirst()
    {
        WordVectors same = Make(2, [.. Enumerable.Range(0, 50).Select(i => ($"w{i}", new float[] { 1, 1 }))]);

        CollectionAssert.AreEqual(new[] { "w0", "w1", "w3" }, same.Nearest("w2", 3).Select(w => w.Word).ToArray());
    }

    [TestMethod]
    public void NearestToCentroid_TwoWords_LooksInTheMiddle()
    {
        // man at 0 and woman at 90 degrees, each of length 1: 45. king is 15 away, girl and boy 35; queen 75.
        IReadOnlyList<WordSimilarity> nearest = Plane().NearestToCentroid(["man", "woman"], 4);

        Assert.AreEqual("king", nearest[0].Word);
        Assert.AreEqual(Cos(15), nearest[0].Similarity, 1e-6);
        Assert.AreEqual("queen", nearest[3].Word);
    }

    [TestMethod]
    public void Analogy_Add_GivesTheWordNearestToTheSum()
    {
        // king - man + woman of length 1: (cos 30 - 1 + 0, sin 30 - 0 + 1) = (-0.134, 1.5), at 95.1 degrees. girl is 15.1 away, queen 24.9.
        IReadOnlyList<WordSimilarity> answers = Plane().Analogy("man", "king", "woman", 2);

        Assert.AreEqual("girl", answers[0].Word);
        Assert.AreEqual(Cos(15.104), answers[0].Similarity, 1e-5);
        Assert.AreEqual("queen", answers[1].Word);
        Assert.AreEqual(Cos(24.896), answers[1].Similarity, 1e-5);
    }

    [TestMethod]
    public void Analogy_Multiply_GivesThePapersScore()
    {
        IReadOnlyList<WordSimilarity> answers = Plane().Analogy("man", "king", "woman", 4, AnalogyMethod.Multiply);

        // queen: cosines 0 to king, cos 30 to woman, cos 120 = -1/2 to man; apple: cos 170, cos 110, cos 160.
        double queen = 0.5 * ((1 + Cos(30)) / 2) / (0.25 + 0.001);
        double girl = ((1 + Cos(50)) / 2) * ((1 + Cos(10)) / 2) / (((1 + Cos(80)) / 2) + 0.001);
        Assert.AreEqual("queen", answers[0].Word);
        Assert.AreEqual(queen, answers[0].Similarity, 1e-5);
        Assert.AreEqual("girl", answers[1].Word);
        Assert.AreEqual(girl, answers[1].Similarity, 1e-5);
    }

    [TestMethod]
    public void OddOneOut_OneFarAway_GivesIt() => Assert.AreEqual("apple", Plane().OddOneOut(["man", "king", "apple", "boy"]).Word);

    [TestMethod]
    [DataRow(3000, 40)]
    [DataRow(37, 300)]
    public void NearestToEach_ManyWords_EqualsThePlainLoop(int count, int dimension)
    {
        WordVectors vectors = Random(count, dimension, 5);
        string[] words = [.. Enumerable.Range(0, 37).Select(i => $"w{i}")];

        IReadOnlyList<IReadOnlyList<WordSimilarity>> found = vectors.NearestToEach(words, 7);

        for (int i = 0; i < words.Length; i++)
        {
            WordSimilarity[] plain =
            [
                .. Enumerable.Range(0, count).Where(id => id != i)
                    .Select(id => new WordSimilarity(vectors.Vocabulary[id], Cosine(vectors.GetVector(i), vectors.GetVector(id))))
                    .OrderByDescending(w => w.Similarity).Take(7),
            ];
            CollectionAssert.AreEqual(plain.Select(w => w.Word).ToArray(), found[i].Select(w => w.Word).ToArray());
            Assert.AreEqual(plain[0].Similarity, found[i][0].Similarity, 1e-12);
            CollectionAssert.AreEqual(vectors.Nearest(words[i], 7).ToArray(), found[i].ToArray());
        }
    }

    [TestMethod]
    public void Normalize_AnyVectors_HaveLengthOneAndTheSameNeighbours()
    {
        WordVectors unit = Plane().Normalize();

        Assert.IsTrue(Enumerable.Range(0, unit.Count).All(id => Math.Abs(Cosine(unit.GetVector(id), unit.GetVector(id)) - 1) < 1e-6));
        Assert.IsTrue(Enumerable.Range(0, unit.Count).All(id => Math.Abs(Math.Sqrt(Dot(unit.GetVector(id), unit.GetVector(id))) - 1) < 1e-6));
        CollectionAssert.AreEqual(Plane().Nearest("king").Select(w => w.Word).ToArray(), unit.Nearest("king").Select(w => w.Word).ToArray());
    }

    [TestMethod]
    public void Restrict_List_KeepsOrderAndVectors()
    {
        WordVectors kept = Plane().Restrict(["queen", "man", "nobody", "queen"]);

        CollectionAssert.AreEqual(new[] { "man", "queen" }, kept.Vocabulary.Tokens.ToArray());
        Assert.IsTrue(kept["queen"].SequenceEqual(Plane()["queen"]));
        Assert.AreEqual(2, Plane().Take(2).Count);
    }

    [TestMethod]
    public void Restrict_CountsAndSpecialTokens_MoveAlong()
    {
        var vocabulary = new Vocabulary(["a", "b", "c"], new SpecialTokens { Unknown = 2, Padding = 0 }, [5, 6, 7]);
        WordVectors kept = new WordVectors(vocabulary, [1, 2, 3], 1).Restrict(["b", "c"]);

        Assert.AreEqual(1, kept.Vocabulary.SpecialTokens.Unknown);
        Assert.IsNull(kept.Vocabulary.SpecialTokens.Padding);
        CollectionAssert.AreEqual(new long[] { 6, 7 }, kept.Vocabulary.Counts!.ToArray());
    }

    [TestMethod]
    public void Merge_SharedWord_KeepsTheFirst()
    {
        WordVectors merged = Make(1, ("a", [1]), ("b", [2])).Merge(Make(1, ("b", [3]), ("c", [4])));

        CollectionAssert.AreEqual(new[] { "a", "b", "c" }, merged.Vocabulary.Tokens.ToArray());
        CollectionAssert.AreEqual(new float[] { 1, 2, 4 }, merged.Values.ToArray());
    }

    [TestMethod]
    public void Errors_NameWhatWasSeenAndTheCure()
    {
        WordVectors plane = Plane();
        StringAssert.Contains(Assert.ThrowsExactly<KeyNotFoundException>(() => plane.Nearest("nobody")).Message, "\"nobody\" is not among the 7 words");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => plane.Nearest([1f], 1)).Message, "a vector of 2 numbers but got 1");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => plane.Nearest([1f, float.NaN], 1)).Message, "holds NaN at place 1");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => plane.Nearest([float.NegativeInfinity, 1f], 1)).Message, "holds -Infinity at place 0");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => plane.Merge(Varied())).Message, "dimension 2 and 3");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => plane.OddOneOut(["man", "king"])).Message, "at least 3 words");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => plane.NearestToCentroid([])).Message, "at least 1 word");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => plane.GetVector(7)).Message, "0 to 6");
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => new WordVectors(plane.Vocabulary, [1f], 2)).Message, "Expected 14 values (7 words times 2) but got 1");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => Make(2, ("a", [1, float.NaN]))).Message, "\"a\" holds NaN at place 1");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => plane.Nearest("man", 0));
    }

    private static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b) => Dot(a, b) / Math.Sqrt(Dot(a, a) * Dot(b, b));

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += (double)a[i] * b[i];
        }

        return sum;
    }
}
