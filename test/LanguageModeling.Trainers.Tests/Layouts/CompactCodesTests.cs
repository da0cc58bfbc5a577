using LanguageModeling.Layouts;

namespace LanguageModeling.Tests.Layouts;

/// <summary>The codes of the compact layout: of words, of values, of numbers.</summary>
[TestClass]
public sealed class CompactCodesTests
{
    private const uint Zero = 0x80000000;

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(1000)]
    [DataRow(65536)]
    [DataRow(65537)]
    public void WordCode_AllWords_AreOneToOneAndComeBack(int vocabularySize)
    {
        var code = new WordCode(vocabularySize);
        var seen = new HashSet<uint>();
        for (int word = 0; word < vocabularySize; word++)
        {
            uint encoded = code.Encode(word);
            Assert.IsLessThan(1u << code.Bits, encoded);
            Assert.IsTrue(seen.Add(encoded));
            Assert.AreEqual((uint)word, code.Decode(encoded));
        }
    }

    [TestMethod]
    public void WordCode_FirstWords_LieEvenly()
    {
        var code = new WordCode(400_000); // 19 bits
        uint[] sorted = [.. Enumerable.Range(0, 1000).Select(code.Encode).Order()];

        Assert.IsLessThan(3 * (1 << 19) / 1000, sorted.Zip(sorted.Skip(1), (left, right) => (int)(right - left)).Max());
    }

    [TestMethod]
    public void ValueCodes_RepeatedValues_AreNumberedAsTheyCome()
    {
        ValueCodes codes = ValueCodes.Create([7, 0, 7, uint.MaxValue, 0], 3)!;

        CollectionAssert.AreEqual((uint[])[7, 0, uint.MaxValue], codes.Values);
        Assert.AreEqual(2u, codes[uint.MaxValue]);
        Assert.IsNull(ValueCodes.Create([1, 2, 3, 4], 3));
        uint[] many = [.. Enumerable.Range(0, 100_000).Select(i => (uint)i * 77)];
        codes = ValueCodes.Create(many, many.Length)!;
        CollectionAssert.AreEqual(many, codes.Values);
        Assert.AreEqual(99_999u, codes[many[^1]]);
    }

    [TestMethod]
    public void NumberCoder_OneZeroAmongOthers_CostsNoBits()
    {
        // Values from Zero + 1,000,001 to Zero + 1,000,015: codes 1 … 15, and 0 for zero.
        uint[] values = [Zero, .. Enumerable.Range(1_000_001, 15).Select(i => Zero + (uint)i)];

        NumberCoder coder = NumberCoder.Exact(values);

        Assert.AreEqual(4, coder.Bits);
        var code = NumberCode.Offset(coder.Bits, (uint)coder.Least);
        foreach (uint value in values)
        {
            Assert.AreEqual(value, code.Decode(coder.Encode(value)));
        }
    }

    [TestMethod]
    [DataRow(new uint[0], 0)]
    [DataRow(new[] { Zero }, 0)]
    [DataRow(new[] { 5u }, 1)]
    [DataRow(new[] { 0u, Zero, 1u }, 2)]
    public void NumberCoder_FewValues_ComeBack(uint[] values, int bits)
    {
        NumberCoder coder = NumberCoder.Exact(values);

        Assert.AreEqual(bits, coder.Bits);
        var code = NumberCode.Offset(coder.Bits, (uint)coder.Least);
        CollectionAssert.AreEqual(values, Array.ConvertAll(values, value => code.Decode(coder.Encode(value))));
    }
}
