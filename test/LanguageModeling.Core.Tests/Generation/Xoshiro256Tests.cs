using LanguageModeling.Sampling;

namespace LanguageModeling.Tests.Generation;

[TestClass]
public class Xoshiro256Tests
{
    [TestMethod]
    public void Next_StateOneToFour_GivesPublishedNumbers()
    {
        // The reference C program xoshiro256starstar.c of Blackman and Vigna, s = {1, 2, 3, 4}; also the test of Rust's rand_xoshiro.
        Xoshiro256 random = new(1, 2, 3, 4);

        ulong[] numbers = [.. Enumerable.Range(0, 10).Select(_ => random.Next())];

        CollectionAssert.AreEqual(
            new ulong[]
            {
                11520, 0, 1509978240, 1215971899390074240, 1216172134540287360, 607988272756665600, 16172922978634559625,
                8476171486693032832, 10595114339597558777, 2904607092377533576,
            },
            numbers);
    }

    [TestMethod]
    public void SplitMix64_State1234567_GivesPublishedNumbers()
    {
        // Vigna's splitmix64.c, as listed at Rosetta Code, "Pseudo-random numbers/Splitmix64".
        ulong state = 1234567;

        ulong[] numbers = [.. Enumerable.Range(0, 5).Select(_ => Xoshiro256.SplitMix64(ref state))];

        CollectionAssert.AreEqual(
            new ulong[] { 6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821 }, numbers);
    }

    [TestMethod]
    public void NextDouble_UpperBits_AreTimesTwoToMinus53()
    {
        // First numbers of state {1, 2, 3, 4}: 11520 >> 11 = 5; 0 >> 11 = 0; 1509978240 >> 11 = 737294 (rest 2^10 or so dropped).
        Xoshiro256 random = new(1, 2, 3, 4);

        Assert.AreEqual(5 / 9007199254740992.0, random.NextDouble());
        Assert.AreEqual(0.0, random.NextDouble());
        Assert.AreEqual(737294 / 9007199254740992.0, random.NextDouble());
    }

    [TestMethod]
    public void NextDouble_ManyNumbers_AreEvenAndBelowOne()
    {
        Xoshiro256 random = new(99);
        int[] tenths = new int[10];
        for (int i = 0; i < 100_000; i++)
        {
            tenths[(int)(random.NextDouble() * 10)]++; // throws at 1
        }

        double chiSquare = tenths.Sum(count => (count - 10_000.0) * (count - 10_000.0) / 10_000);
        Assert.IsLessThan(27.88, chiSquare); // 9 degrees of freedom, P = 0.001
    }
}
