namespace LanguageModeling.Tests;

/// <summary>Analogy files, judged pairs and the plane of principal components.</summary>
[TestClass]
public sealed class EvaluationTests
{
    // In the plane: man 0 degrees, king 30, woman 90, queen 120, boy 200; so man : king :: woman : queen.
    private static readonly WordVectors Royal = TestVectors.Make(
        2, ("man", [1, 0]), ("king", [1.7320508f, 1]), ("woman", [0, 3]), ("queen", [-0.25f, 0.4330127f]), ("boy", [-0.9396926f, -0.3420201f]));

    [TestMethod]
    [DataRow(AnalogyMethod.Add)]
    [DataRow(AnalogyMethod.Multiply)]
    public void EvaluateAnalogies_Sections_AreCountedEach(AnalogyMethod method)
    {
        string[] lines = [": royal", "man king woman queen", "MAN king woman queen", "man king woman boy", "", ":  none ", "man king dog cat"];

        IReadOnlyList<AnalogySectionResult> results = Royal.EvaluateAnalogies(lines, new WordVectorEvaluationOptions { Method = method });

        Assert.HasCount(3, results);
        Assert.AreEqual(new AnalogySectionResult("royal", 2, 3, 0), results[0]);
        Assert.AreEqual(new AnalogySectionResult("none", 0, 0, 1), results[1]);
        Assert.AreEqual(new AnalogySectionResult("all", 2, 3, 1), results[2]);
        Assert.AreEqual(2 / 3.0, results[2].Accuracy, 1e-12);
        Assert.IsTrue(double.IsNaN(results[1].Accuracy));
    }

    [TestMethod]
    public void EvaluateAnalogies_CaseAndFewerWords_CountAsAsked()
    {
        string[] lines = ["MAN king woman queen", "man king woman queen"];

        Assert.AreEqual(new AnalogySectionResult("", 1, 1, 1), Royal.EvaluateAnalogies(lines, new WordVectorEvaluationOptions { IgnoreCase = false })[0]);
        Assert.AreEqual(2, Royal.EvaluateAnalogies(lines, new WordVectorEvaluationOptions { MaximumWords = 3 })[0].Skipped); // queen is the fourth
    }

    [TestMethod]
    public void EvaluateAnalogies_WordsInSeveralSpellings_AreOneWordUnlessCaseMatters()
    {
        // king - man + woman is at 95 degrees. Nearest to it: KING, which is a word of the question, then QUEEN, then queen.
        WordVectors vectors = TestVectors.Make(
            2, ("man", At(0)), ("king", At(30)), ("woman", At(90)), ("queen", At(110)), ("KING", At(94)), ("QUEEN", At(97)), ("boy", At(120)));

        Assert.AreEqual(1, vectors.EvaluateAnalogies(["man king woman queen"])[0].Correct);
        Assert.AreEqual(0, vectors.EvaluateAnalogies(["man king woman queen"], new WordVectorEvaluationOptions { IgnoreCase = false })[0].Correct);

        static float[] At(double degrees) => [(float)Math.Cos(degrees * Math.PI / 180), (float)Math.Sin(degrees * Math.PI / 180)];
    }

    [TestMethod]
    public void EvaluateAnalogies_LineOfThree_SaysWhich()
        => StringAssert.Contains(
            Assert.ThrowsExactly<InvalidDataException>(() => Royal.EvaluateAnalogies([": a", "b c d"])).Message, "Line 2: expected four words");

    [TestMethod]
    public void EvaluateSimilarities_RanksWorkedByHand_GivesSpearman()
    {
        // Cosines: man-boy cos 10, man-king cos 30, man-girl cos 80, man-apple cos 200. Judged 9, 9, 3, 5: ranks 3.5 3.5 1 2 against 4 3 2 1.
        // Differences 0.5 0.5 1 1; Pearson of the ranks: covariance 3.5 over sqrt(4.5 * 5).
        string[] lines = ["Word 1,Word 2,Human", "man,boy,9", "man,king,9", "man,girl,3", "man,apple,5", "man,dog,2", "# end", ""];

        WordSimilarityResult result = TestVectors.Plane().EvaluateSimilarities(lines);

        Assert.AreEqual(3.5 / Math.Sqrt(4.5 * 5), result.Spearman, 1e-9);
        Assert.AreEqual(4, result.Pairs);
        Assert.AreEqual(1, result.Skipped);
        Assert.IsTrue(result.Pearson is > 0 and < 1);
        Assert.IsTrue(double.IsNaN(TestVectors.Plane().EvaluateSimilarities(["man king 1"]).Spearman));
        Assert.AreEqual(3, TestVectors.Plane().EvaluateSimilarities(["man\tboy\tN\t9", "man\tking\tN\t2", "man\tgirl\tN\t1"]).Pairs); // SimLex-999
    }

    [TestMethod]
    [DataRow("man king")]
    [DataRow("man king NaN")]
    public void EvaluateSimilarities_LineWithoutNumber_SaysWhich(string line)
        => StringAssert.Contains(
            Assert.ThrowsExactly<InvalidDataException>(() => TestVectors.Plane().EvaluateSimilarities(["man king 3", line])).Message, "Line 2");

    [TestMethod]
    public void Options_OutOfRange_AreRefused()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Royal.EvaluateAnalogies([], new WordVectorEvaluationOptions { MaximumWords = 0 }));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => TestVectors.Plane().EvaluateSimilarities([], new WordVectorEvaluationOptions { Method = (AnalogyMethod)7 }));
    }

    [TestMethod]
    public void Project_PointsOfAPlane_KeepTheirDistances()
    {
        // Four unit vectors in the plane of the first and third axis; the plane of principal components is that plane.
        WordVectors vectors = TestVectors.Make(3, ("a", [1, 0, 0]), ("b", [-1, 0, 0]), ("c", [0.6f, 0, 0.8f]), ("d", [-0.8f, 0, 0.6f]));

        IReadOnlyList<(double X, double Y)> points = vectors.Project(["a", "b", "c", "d"]);

        Assert.AreEqual(2, Distance(0, 1), 1e-5);
        Assert.AreEqual(Math.Sqrt(0.16 + 0.64), Distance(0, 2), 1e-5);
        Assert.AreEqual(Math.Sqrt((1.4 * 1.4) + 0.04), Distance(2, 3), 1e-5);
        Assert.AreEqual(0, points.Sum(p => p.X), 1e-5);
        Assert.IsGreaterThan(points.Sum(p => p.Y * p.Y), points.Sum(p => p.X * p.X));
        Assert.ThrowsExactly<ArgumentException>(() => vectors.Project(["a"]));
        Assert.ThrowsExactly<KeyNotFoundException>(() => vectors.Project(["a", "x"]));

        double Distance(int i, int j) => Math.Sqrt(Math.Pow(points[i].X - points[j].X, 2) + Math.Pow(points[i].Y - points[j].Y, 2));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(7)]
    [DataRow(8)]
    [DataRow(13)]
    [DataRow(100)]
    [DataRow(304)]
    public void NearestToEach_AnyDimension_IsThePlainSearch(int dimension)
    {
        WordVectors vectors = TestVectors.Random(203, dimension, seed: dimension);
        string[] words = [.. vectors.Vocabulary.Tokens.Take(45)];

        IReadOnlyList<IReadOnlyList<WordSimilarity>> found = vectors.NearestToEach(words, 5);

        for (int q = 0; q < words.Length; q++)
        {
            double[] expected = [.. vectors.Vocabulary.Tokens.Where(w => w != words[q]).Select(w => vectors.Similarity(words[q], w)).OrderDescending().Take(5)];
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.AreEqual(expected[i], found[q][i].Similarity, 1e-6);
            }
        }
    }
}
