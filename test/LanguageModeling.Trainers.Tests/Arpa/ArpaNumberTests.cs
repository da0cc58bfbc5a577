using System.Globalization;
using System.Text;
using LanguageModeling.Arpa;

namespace LanguageModeling.Tests.Arpa;

[TestClass]
public sealed class ArpaNumberTests
{
    [TestMethod]
    [DataRow(0f, "0")]
    [DataRow(-0f, "0")]
    [DataRow(-1f, "-1")]
    [DataRow(-99f, "-99")]
    [DataRow(-100f, "-100")]
    [DataRow(-0.30103f, "-0.30103")]
    [DataRow(-1.1303338f, "-1.1303338")]
    [DataRow(0.00001f, "0.00001")]
    [DataRow(-1e-6f, "-0.000001")]
    [DataRow(-1.5e-6f, "-0.0000015")]
    [DataRow(-1e-7f, "-1e-7")]
    [DataRow(-1.25e-7f, "-1.25e-7")]
    [DataRow(-5.9604645e-8f, "-5.9604645e-8")]
    [DataRow(1e-45f, "1e-45")]
    [DataRow(12345678f, "12345678")]
    [DataRow(1e10f, "10000000000")]
    [DataRow(-1e20f, "-100000000000000000000")]
    [DataRow(1e21f, "1e+21")]
    [DataRow(-3.4028235e38f, "-3.4028235e+38")]
    [DataRow(float.NegativeInfinity, "-inf")]
    public void Format_Number_IsShortAndPlain(float value, string expected)
    {
        Span<byte> text = stackalloc byte[ArpaNumber.MaximumLength];

        Assert.AreEqual(expected, Encoding.ASCII.GetString(text[..ArpaNumber.Format(value, text)]));
    }

    [TestMethod]
    public void Format_AnyNumber_ReadsBackToTheSameBits()
    {
        var random = new Random(1);
        Span<byte> text = stackalloc byte[ArpaNumber.MaximumLength];
        for (int i = 0; i < 100_000; i++)
        {
            float value = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
            if (!float.IsFinite(value))
            {
                continue;
            }

            ReadOnlySpan<byte> written = text[..ArpaNumber.Format(value, text)];

            Assert.IsTrue(ArpaNumber.TryParse(written, out float read));
            Assert.AreEqual(value, read, Encoding.ASCII.GetString(written));
        }
    }

    [TestMethod]
    [DataRow("-inf", float.NegativeInfinity)]
    [DataRow("-INF", float.NegativeInfinity)]
    [DataRow("-1.5e-3", -0.0015f)]
    [DataRow("-.5", -0.5f)]
    [DataRow("-99", -99f)]
    public void TryParse_WhatToolsWrite_IsRead(string text, float expected)
    {
        Assert.IsTrue(ArpaNumber.TryParse(Encoding.ASCII.GetBytes(text), out float value));
        Assert.AreEqual(expected, value);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("NaN")]
    [DataRow("inf")]
    [DataRow("Infinity")]
    [DataRow("1e99")]
    [DataRow("-0,5")]
    [DataRow("word")]
    public void TryParse_NoNumber_IsRefused(string text)
        => Assert.IsFalse(ArpaNumber.TryParse(Encoding.ASCII.GetBytes(text), out _), text.ToString(CultureInfo.InvariantCulture));

    [TestMethod]
    public void GetDigits_ManyNumbers_AreTheShortestThatReadBack()
    {
        var random = new Random(7);
        for (int i = 0; i < 300_000; i++)
        {
            float value = i % 2 == 0 ? BitConverter.Int32BitsToSingle(random.Next(1, 0x7F800000)) : (float)(random.NextDouble() * 10);

            uint digits = ShortestFloat.GetDigits(value, out int exponent);

            string shortest = value.ToString("R", CultureInfo.InvariantCulture);
            string expected = new([.. shortest.TakeWhile(c => c != 'E').Where(char.IsAsciiDigit)]);
            Assert.AreEqual(expected.Trim('0'), digits.ToString(CultureInfo.InvariantCulture), shortest);
            Assert.AreEqual(value, float.Parse($"{digits}e{exponent}", CultureInfo.InvariantCulture), shortest);
        }
    }
}
