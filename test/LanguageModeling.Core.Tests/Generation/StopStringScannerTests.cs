using LanguageModeling.Generation;
using LanguageModeling.Sampling;

namespace LanguageModeling.Tests.Generation;

[TestClass]
public class StopStringScannerTests
{
    [TestMethod]
    public void Add_StopAcrossPieces_IsHeldBackAndCut()
    {
        StopStringScanner scanner = new(["###"]);

        Assert.AreEqual("ab", scanner.Add("ab#"));
        Assert.AreEqual("", scanner.Add("#"));
        Assert.AreEqual("", scanner.Add("#c"));
        Assert.IsTrue(scanner.Found);
        Assert.AreEqual("", scanner.Finish());
    }

    [TestMethod]
    public void Add_FalseStart_IsGivenOutLater()
    {
        StopStringScanner scanner = new(["###"]);

        Assert.AreEqual("a", scanner.Add("a##"));
        Assert.AreEqual("##b", scanner.Add("b"));
        Assert.AreEqual("", scanner.Add("##"));
        Assert.AreEqual("##", scanner.Finish());
        Assert.IsFalse(scanner.Found);
    }

    [TestMethod]
    public void Add_RepeatedStart_KeepsTheLongestPossible()
    {
        StopStringScanner scanner = new(["aab"]);

        Assert.AreEqual("a", scanner.Add("aaa")); // "aa" may go on to "aab"
        Assert.AreEqual("", scanner.Add("b"));
        Assert.IsTrue(scanner.Found);
    }

    [TestMethod]
    public void Add_SeveralStops_TheFirstToBeCompleteWins()
    {
        StopStringScanner scanner = new(["xabc", "ab", "zab"]);

        Assert.AreEqual("x", scanner.Add("xabc")); // "ab" is complete before "xabc"
        Assert.IsTrue(scanner.Found);
        Assert.AreEqual("y", new StopStringScanner(["ab", "zab"]).Add("yzab")); // complete together: the longest
    }

    [TestMethod]
    public void Pass_Text_IsNotSearched()
    {
        StopStringScanner scanner = new(["ab"]);

        Assert.AreEqual("abab", scanner.Pass("abab"));
        Assert.AreEqual("", scanner.Add("ab"));
        Assert.IsTrue(scanner.Found);
    }

    [TestMethod]
    public void Add_AnyPieces_GiveTheSameText()
    {
        Xoshiro256 random = new(4);
        for (int round = 0; round < 500; round++)
        {
            string text = string.Concat(Enumerable.Range(0, 20).Select(_ => "ab"[(int)(random.NextDouble() * 2)]));
            string[] stops = ["abba", "bbb", "aabaa"];
            string whole = Cut(stops, [text]);
            List<string> pieces = [];
            for (int start = 0; start < text.Length;)
            {
                int length = Math.Min(1 + (int)(random.NextDouble() * 5), text.Length - start);
                pieces.Add(text.Substring(start, length));
                start += length;
            }

            Assert.AreEqual(whole, Cut(stops, pieces));
            Assert.IsFalse(stops.Any(stop => whole.Contains(stop, StringComparison.Ordinal)));
            Assert.StartsWith(whole, text);
        }
    }

    private static string Cut(string[] stops, IEnumerable<string> pieces)
    {
        StopStringScanner scanner = new(stops);
        string text = string.Concat(pieces.TakeWhile(_ => !scanner.Found).Select(scanner.Add).ToArray());
        return scanner.Found ? text : text + scanner.Finish();
    }
}
