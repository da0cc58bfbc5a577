using LanguageModeling.WordTraining;

namespace LanguageModeling.Tests;

/// <summary>The fast step against the plain one, and the registers' widths against each other.</summary>
[TestClass]
public sealed class WindowStepTests
{
    private delegate void Training(IWindowStep step, int[] inputs, int[] targets, float[] signs, float rate);

    private static readonly Training Mean = (step, inputs, targets, signs, rate) => step.TrainMean(inputs, targets, signs, rate);
    private static readonly Training InTurn = (step, inputs, targets, signs, rate) => step.TrainInTurn(inputs, targets, signs, rate);
    private static readonly Training Together = (step, inputs, targets, signs, rate) => step.TrainTogether(inputs, targets, signs, rate);

    public static IEnumerable<object[]> Shapes =>
        from dimension in new[] { 1, 16, 17, 100, 300 }
        from shape in new[] { (1, 1), (1, 6), (2, 2), (3, 5), (10, 7), (6, 40) }
        select new object[] { dimension, shape.Item1, shape.Item2 };

    [TestMethod]
    [DynamicData(nameof(Shapes))]
    public void Step_AnyWidth_IsThePlainOneWithinRoundingAndTheSameToTheBit(int dimension, int inputs, int targets)
    {
        foreach (Training train in new Training[] { Mean, InTurn, Together })
        {
            (uint[] plain, double plainLoss) = Run((v, u) => new PlainStep(v, u), dimension, inputs, targets, train);
            (uint[] lanes128, double loss) = Run((v, u) => new FastStep<Lanes128>(v, u), dimension, inputs, targets, train);
            (uint[] lanes256, double loss256) = Run((v, u) => new FastStep<Lanes256>(v, u), dimension, inputs, targets, train);
            (uint[] lanes512, double loss512) = Run((v, u) => new FastStep<Lanes512>(v, u), dimension, inputs, targets, train);

            CollectionAssert.AreEqual(lanes128, lanes256);
            CollectionAssert.AreEqual(lanes128, lanes512);
            Assert.AreEqual(loss, loss256);
            Assert.AreEqual(loss, loss512);
            Assert.AreEqual(plainLoss, loss, 1e-5 * plainLoss);
            for (int i = 0; i < plain.Length; i++)
            {
                Assert.AreEqual(BitConverter.UInt32BitsToSingle(plain[i]), BitConverter.UInt32BitsToSingle(lanes128[i]), 2e-5f);
            }
        }
    }

    [TestMethod]
    public void Train_OnePairWorkedByHand_ChangesBothVectors()
    {
        foreach (Training train in new Training[] { Mean, InTurn, Together })
        {
            AssertPair(train);
        }
    }

    [TestMethod]
    public void Train_TwoInputs_InTurnTheSecondSeesWhatTheFirstHasChanged()
    {
        float[] Run(Training train)
        {
            var v = new WeightMatrix(2, 1);
            var u = new WeightMatrix(1, 1);
            (v.Row(0)[0], v.Row(1)[0], u.Row(0)[0]) = (1, 1, 0);
            train(TrainingRun.CreateStep(v, u), [0, 1], [0], [1], 1);
            return [v.Row(0)[0], v.Row(1)[0], u.Row(0)[0]];
        }

        // x = 0, g = 0.5: u = 0.5. Together both inputs do so, from u = 0. In turn x = 0.5, g = 1 - σ(0.5) = 0.37754067: v = 1 + 0.5 g, u = 0.5 + g.
        AssertAre([1, 1, 1], Run(Together));
        AssertAre([1, 1.18877033f, 0.87754067f], Run(InTurn));
    }

    private static void AssertAre(float[] expected, float[] actual)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], actual[i], 1e-6f);
        }
    }

    private static void AssertPair(Training train)
    {
        // v = (1, 2), u = (3, -1), sign 1: x = 1, 1 - σ(1) = 0.26894142; rate 0.1. v += g u, u += g v, g = 0.026894142. Loss ln(1 + 1/e) = 0.31326169.
        var v = new WeightMatrix(1, 2);
        var u = new WeightMatrix(1, 2);
        (v.Row(0)[0], v.Row(0)[1], u.Row(0)[0], u.Row(0)[1]) = (1, 2, 3, -1);
        IWindowStep step = TrainingRun.CreateStep(v, u);

        train(step, [0], [0], [1], 0.1f);

        Assert.AreEqual(1.080682425f, v.Row(0)[0], 1e-6f);
        Assert.AreEqual(1.973105858f, v.Row(0)[1], 1e-6f);
        Assert.AreEqual(3.026894142f, u.Row(0)[0], 1e-6f);
        Assert.AreEqual(-0.946211716f, u.Row(0)[1], 1e-6f);
        Assert.AreEqual(0.31326169, step.Loss, 1e-6);
    }

    [TestMethod]
    public void Replace_AllSizesOfX_GivesErrorsAndTheirLosses()
    {
        var loss = new LogisticLoss();
        double expected = 0;
        for (int i = -400; i <= 400; i++)
        {
            float x = i / 20f;
            float[] errors = [x, x, 99, 0];
            loss.Replace(errors, [1, -1, 0, 0], 0.5f);

            expected += Math.Log(1 + Math.Exp(-x)) + Math.Log(1 + Math.Exp(x));
            Assert.AreEqual(0.5 * (1 - (1 / (1 + Math.Exp(-x)))), errors[0], 1e-7);
            Assert.AreEqual(-0.5 * (1 - (1 / (1 + Math.Exp(x)))), errors[1], 1e-7);
            Assert.AreEqual(0, errors[2]);
        }

        Assert.AreEqual(expected, loss.Sum, 1e-6 * expected);
    }

    [TestMethod]
    public void Replace_NumbersBeyondAllBounds_StayFinite()
    {
        var loss = new LogisticLoss();
        float[] errors = [1e30f, -1e30f, -1e30f, 1e30f, .. new float[60]];

        loss.Replace(errors, [1, 1, -1, -1], 1);

        CollectionAssert.AreEqual(new[] { 0f, 1f, 0f, -1f }, errors.Take(4).ToArray());
        Assert.AreEqual((2 * 30) + (60 * Math.Log(2)), loss.Sum, 1e-4);
    }

    private static (uint[] Bits, double Loss) Run(
        Func<WeightMatrix, WeightMatrix, IWindowStep> create, int dimension, int inputs, int targets, Training train)
    {
        var random = new Random(dimension + (100 * inputs) + targets);
        WeightMatrix v = Fill(20, dimension, random);
        WeightMatrix u = Fill(50, dimension, random);
        IWindowStep step = create(v, u);
        for (int i = 0; i < 3; i++)
        {
            int[] rows = [.. Enumerable.Range(0, inputs).Select(_ => random.Next(20))]; // some twice
            int[] words = [.. Enumerable.Range(0, targets).Select(_ => random.Next(50))];
            float[] signs = [.. words.Select(word => word % 3 == 0 ? 1f : -1f)];
            train(step, rows, words, signs, 0.05f);
        }

        return ([.. Bits(v), .. Bits(u)], step.Loss);
    }

    private static IEnumerable<uint> Bits(WeightMatrix matrix)
        => Enumerable.Range(0, matrix.Rows).SelectMany(row => matrix.Row(row).ToArray()).Select(BitConverter.SingleToUInt32Bits);

    private static WeightMatrix Fill(int rows, int columns, Random random)
    {
        var matrix = new WeightMatrix(rows, columns);
        for (int row = 0; row < rows; row++)
        {
            foreach (ref float value in matrix.Row(row))
            {
                value = (random.NextSingle() - 0.5f) / MathF.Sqrt(columns);
            }
        }

        return matrix;
    }
}
