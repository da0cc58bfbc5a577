using LanguageModeling.Building;

namespace LanguageModeling.Tests.Building;

[TestClass]
public sealed class BlockQuantizerTests
{
    [TestMethod]
    public void Quantize_NumbersThatFourBitsHold_KeepsThem()
    {
        // -8 … 7 times a half: code = value / 0.5 + 8, two in a byte, the first below.
        float[] values = [-4, 3.5f, 0, 1, -0.5f, 2];
        var codes = new byte[3];

        float scale = BlockQuantizer.Quantize(values, 4, codes);

        Assert.AreEqual(0.5f, scale, 1e-7f);
        CollectionAssert.AreEqual(new byte[] { 0x0 | 0xF << 4, 0x8 | 0xA << 4, 0x7 | 0xC << 4 }, codes);
    }

    [TestMethod]
    public void Quantize_GreatestIsPositive_TurnsTheScaleRound()
    {
        // 8 does not fit into [-8, 7] with the scale 1, but does with -1.
        float[] values = [8, 7, -7, 1];
        var codes = new byte[2];

        float scale = BlockQuantizer.Quantize(values, 4, codes);

        Assert.AreEqual(-1f, scale, 1e-7f);
        CollectionAssert.AreEqual(new byte[] { 0x0 | 0x1 << 4, 0xF | 0x7 << 4 }, codes);
    }

    [TestMethod]
    public void Quantize_EightBits_KeepsNumbersThatFit()
    {
        var codes = new byte[4];

        float scale = BlockQuantizer.Quantize([-12.8f, 12.7f, 0, 0.1f], 8, codes);

        Assert.AreEqual(0.1f, scale, 1e-6f);
        CollectionAssert.AreEqual(new byte[] { 0, 255, 128, 129 }, codes);
    }

    [TestMethod]
    public void Quantize_Zeros_GivesTheMiddle()
    {
        var codes = new byte[2];

        Assert.AreEqual(1f, BlockQuantizer.Quantize(new float[4], 4, codes));
        CollectionAssert.AreEqual(new byte[] { 0x88, 0x88 }, codes);
    }

    [TestMethod]
    public void Quantize_RandomBlocks_ErrorIsAtMostThatOfTheUsualScale()
    {
        var random = new Random(7);
        double searched = 0;
        double usual = 0;
        for (int block = 0; block < 200; block++)
        {
            float[] values = [.. Enumerable.Range(0, 32).Select(_ => (float)(random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5))];
            var codes = new byte[16];
            float scale = BlockQuantizer.Quantize(values, 4, codes);
            searched += values.Select((value, i) => Square(value - scale * ((i % 2 == 0 ? codes[i / 2] & 15 : codes[i / 2] >> 4) - 8))).Sum();
            float plain = values.MaxBy(Math.Abs) / -8;
            usual += values.Sum(value => Square(value - plain * Math.Clamp(MathF.Round(value / plain), -8, 7)));
        }

        Assert.IsLessThan(0.9 * usual, searched);
    }

    private static double Square(double x) => x * x;
}
