using System.Text.RegularExpressions;
using LanguageModeling.Learning;
using LanguageModeling.Tokenizers;

namespace LanguageModeling.Tests.Learning;

[TestClass]
public sealed class LearnerTests
{
    [TestMethod]
    [DataRow("I'd say they've 12 cats, don't I?  Yes\t\t\nno \u3000x 'sad''s")]
    [DataRow("  leading and trailing   ")]
    [DataRow("'s't're'VE x's 'llama ' s")]
    [DataRow("猫坐在垫子上。 ２０ ½ ① é e\u0301 🐈🐕 a🐈")]
    [DataRow("\n\n\n")]
    [DataRow("")]
    public void Gpt2Words_AnyText_SplitsAsTheRegularExpression(string text)
    {
        string[] expected = [.. Regex.Matches(text, ByteLevelSplitting.Rule).Select(match => match.Value)];

        Assert.AreSequenceEqual(expected, Collect(new Gpt2Words(addPrefixSpace: false), text));
    }

    [TestMethod]
    [DataRow("two words")]
    [DataRow(" a  b ▁c\td ")]
    [DataRow("")]
    [DataRow("▁x")]
    public void MetaspaceWords_AnyText_SplitsAsThePreTokenizer(string text)
    {
        string[] expected = text.Length == 0
            ? []
            : [.. new MetaspaceSplitting("▁", PrependScheme.Always, split: true).Split([AlignedText.FromSource(text)]).Select(word => word.Text)];

        Assert.AreSequenceEqual(expected, Collect(new MetaspaceWords(), text));
    }

    [TestMethod]
    public void AddExpected_ShortAndLongWords_EqualTheSumOverAllSpellings()
    {
        string[] pieces = ["a", "b", "ab", "aba", "ba"];
        double[] scores = [.. ((double[])[0.3, 0.2, 0.25, 0.15, 0.1]).Select(p => Math.Log(p))];
        var lattice = new PieceLattice(pieces, scores);
        foreach (string word in (string[])["abab", "aabbabaab", "abaabaababbaabbbababaabbab"])
        {
            var expected = new double[pieces.Length];
            double total = Enumerate(word, 1, new int[pieces.Length], expected, pieces, scores);
            var actual = new double[pieces.Length];

            double logProbability = lattice.AddExpected(word, 3, actual, new PieceLattice.Workspace());

            Assert.AreEqual(Math.Log(total), logProbability, 1e-9);
            for (int i = 0; i < pieces.Length; i++)
            {
                Assert.AreEqual(3 * expected[i] / total, actual[i], 1e-9, $"{pieces[i]} in {word}");
            }
        }
    }

    [TestMethod]
    public void FindBest_SeveralSpellings_TakesTheMostProbable()
    {
        var lattice = new PieceLattice(["a", "b", "ab"], [Math.Log(0.5), Math.Log(0.4), Math.Log(0.1)]);
        var path = new List<int>();

        // a-b has 0.5 * 0.4 = 0.2, ab 0.1; an unknown character costs 10 nats more than the rarest piece.
        Assert.AreEqual(Math.Log(0.2), lattice.FindBest("ab", whole: true, path, new PieceLattice.Workspace()), 1e-12);
        Assert.AreSequenceEqual([1, 0], path);
        Assert.AreEqual(Math.Log(0.5) + Math.Log(0.1) - 10, lattice.FindBest("ax", whole: true, path, new PieceLattice.Workspace()), 1e-12);
        Assert.AreSequenceEqual([-1, 0], path);
        Assert.AreEqual(double.NegativeInfinity, lattice.FindBest("a", whole: false, path, new PieceLattice.Workspace()));
    }

    [TestMethod]
    public void SeedPieces_Words_FindsSubstringsThatLongerOnesDoNotCover()
    {
        // abc 3 times, bc 2 times more: "bc" 5 times, "abc" 3 times; "ab" occurs as often as "abc", and is no piece of its own.
        List<(string Piece, double Weight)> found = SeedPieces.Find([("abc", 3), ("bc", 2)], longest: 16, most: 100, CancellationToken.None);

        Assert.AreSequenceEqual([("bc", 10.0), ("abc", 9.0)], found);
    }

    [TestMethod]
    public void SeedPieces_LimitAndLongest_AreKept()
    {
        Assert.AreSequenceEqual([("bc", 10.0)], SeedPieces.Find([("abc", 3), ("bc", 2)], longest: 2, most: 100, CancellationToken.None));
        Assert.AreSequenceEqual([("bc", 10.0)], SeedPieces.Find([("abc", 3), ("bc", 2)], longest: 16, most: 1, CancellationToken.None));
        Assert.AreSequenceEqual([("🐈🐕", 4.0)], SeedPieces.Find([("🐈🐕", 2)], longest: 2, most: 9, CancellationToken.None)); // no half of a pair
    }

    [TestMethod]
    public void Digamma_KnownValues_AreMet()
    {
        Assert.AreEqual(-0.5772156649015329, UnigramLearner.Digamma(1), 1e-9);       // minus Euler's constant
        Assert.AreEqual(-1.9635100260214235, UnigramLearner.Digamma(0.5), 1e-9);     // minus Euler's constant, minus 2 ln 2
        Assert.AreEqual(2.2517525890667211, UnigramLearner.Digamma(10), 1e-9);
    }

    [TestMethod]
    public void Alphabet_CoverageAndLimit_KeepTheMostFrequent()
    {
        (string, long)[] words = [("aab", 4), ("c", 2), ("d", 1)]; // a 8, b 4, c 2, d 1: 15

        Assert.AreEqual("abcd", Spell(Alphabet.Choose(words, 1, null, "")));
        Assert.AreEqual("ab", Spell(Alphabet.Choose(words, 0.8, null, "")));     // 12 of 15
        Assert.AreEqual("abc", Spell(Alphabet.Choose(words, 0.81, null, "")));
        Assert.AreEqual("ab", Spell(Alphabet.Choose(words, 1, 2, "")));
        Assert.AreEqual("adz", Spell(Alphabet.Choose(words, 1, 3, "dz")));
    }

    private static string Spell(List<System.Text.Rune> runes) => string.Concat(runes);

    private static double Enumerate(string word, double probability, int[] used, double[] expected, string[] pieces, double[] scores)
    {
        if (word.Length == 0)
        {
            for (int i = 0; i < used.Length; i++)
            {
                expected[i] += probability * used[i];
            }

            return probability;
        }

        double total = 0;
        for (int i = 0; i < pieces.Length; i++)
        {
            if (word.StartsWith(pieces[i], StringComparison.Ordinal))
            {
                used[i]++;
                total += Enumerate(word[pieces[i].Length..], probability * Math.Exp(scores[i]), used, expected, pieces, scores);
                used[i]--;
            }
        }

        return total;
    }

    private static List<string> Collect(IWordSource source, string text)
    {
        var words = new List<string>();
        source.Split(text, word => words.Add(word.ToString()));
        return words;
    }
}
