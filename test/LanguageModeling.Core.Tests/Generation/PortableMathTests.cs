using LanguageModeling.Sampling;

namespace LanguageModeling.Tests.Generation;

[TestClass]
public class PortableMathTests
{
    [TestMethod]
    public void Exp_WholeNormalRange_IsWithinTwoUnitsInTheLastPlace()
    {
        Xoshiro256 random = new(1);
        for (int i = 0; i < 200_000; i++)
        {
            double x = i % 2 == 0 ? (random.NextDouble() * 1416) - 707 : (random.NextDouble() * 4) - 2;
            Assert.AreEqual(1, PortableMath.Exp(x) / Math.Exp(x), 1e-15, $"x = {x:R}");
        }
    }

    [TestMethod]
    public void Exp_Edges_AreExact()
    {
        Assert.AreEqual(1.0, PortableMath.Exp(0));
        Assert.AreEqual(0.0, PortableMath.Exp(double.NegativeInfinity));
        Assert.AreEqual(0.0, PortableMath.Exp(-746));
        Assert.AreEqual(double.PositiveInfinity, PortableMath.Exp(double.PositiveInfinity));
        Assert.AreEqual(double.PositiveInfinity, PortableMath.Exp(709.8));
        Assert.AreEqual(double.NaN, PortableMath.Exp(double.NaN));
        Assert.AreEqual(Math.Exp(-740), PortableMath.Exp(-740), 1e-322); // subnormal
        Assert.AreEqual(1, PortableMath.Exp(709.7) / Math.Exp(709.7), 1e-15);
    }

    [TestMethod]
    public void Exp_ManyAtOnce_HasTheBitsOfOneByOne()
    {
        Xoshiro256 random = new(3);
        double[] values = [0, -0.0, -745.1, -746, -800, 709, 711, double.NegativeInfinity, double.PositiveInfinity, .. Enumerable.Range(0, 20_002).Select(_ => (random.NextDouble() * 1500) - 750)];
        double[] expected = [.. values.Select(value => PortableMath.Exp(value))];

        PortableMath.Exp(values.AsSpan());

        CollectionAssert.AreEqual(expected, values);
    }

    [TestMethod]
    public void Log_ManyScales_IsWithinFourUnitsInTheLastPlace()
    {
        Xoshiro256 random = new(2);
        for (int i = 0; i < 200_000; i++)
        {
            double x = i % 2 == 0 ? Math.ScaleB(1 + random.NextDouble(), (int)(random.NextDouble() * 2000) - 1000) : 0.5 + random.NextDouble();
            double expected = Math.Log(x);
            Assert.AreEqual(0, (PortableMath.Log(x) - expected) / Math.Max(Math.Abs(expected), double.Epsilon), 1e-15, $"x = {x:R}");
        }
    }

    [TestMethod]
    public void Log_Edges_AreExact()
    {
        Assert.AreEqual(0.0, PortableMath.Log(1));
        Assert.AreEqual(double.NegativeInfinity, PortableMath.Log(0));
        Assert.AreEqual(double.PositiveInfinity, PortableMath.Log(double.PositiveInfinity));
        Assert.AreEqual(double.NaN, PortableMath.Log(-1));
        Assert.AreEqual(double.NaN, PortableMath.Log(double.NaN));
        Assert.AreEqual(Math.Log(double.Epsilon), PortableMath.Log(double.Epsilon), 1e-12);
    }

    [TestMethod]
    public void Power_SimpleExponents_AreExact()
    {
        Assert.AreEqual(1.0, PortableMath.Power(7, 0));
        Assert.AreEqual(7.0, PortableMath.Power(7, 1));
        Assert.AreEqual(Math.Sqrt(7), PortableMath.Power(7, 0.5), 1e-14);
        Assert.AreEqual(1.0 / 49, PortableMath.Power(7, -2), 1e-16);
    }

    [TestMethod]
    public void Exp_ChosenBits_AreTheSameOnEveryMachine()
    {
        // Worked out once in exact IEEE double arithmetic by a Python program with the same series; any difference is a machine's.
        Assert.AreEqual(0x3FECF46D99D52B3AUL, BitConverter.DoubleToUInt64Bits(PortableMath.Exp(-0.1)));
        Assert.AreEqual(0x3ED23D2C7DA10725UL, BitConverter.DoubleToUInt64Bits(PortableMath.Exp(-12.345678)));
        Assert.AreEqual(0xBFF34378FCBDA721UL, BitConverter.DoubleToUInt64Bits(PortableMath.Log(0.3)));
        Assert.AreEqual(0x4022D79559791E31UL, BitConverter.DoubleToUInt64Bits(PortableMath.Log(12345.678)));
    }
}
