using Microsoft.ML;
using Microsoft.ML.Data;
using static LanguageModeling.Tests.TestData;

namespace LanguageModeling.Tests;

[TestClass]
public sealed class TokenWindowsTests
{
    // "a b c d a" has the ids 3 4 5 6 3.
    private const string Text = "a b c d a";

    [TestMethod]
    public void Transform_Windows_CoverEveryTokenOnce()
        => AreEqual([[3, 4], [5, 6], [3]], Windows(new TokenWindowsOptions { Length = 2 }));

    [TestMethod]
    public void Transform_SlidingWindows_OverlapAndEndWithTheTokens()
        => AreEqual([[3, 4, 5], [4, 5, 6], [5, 6, 3]], Windows(new TokenWindowsOptions { Length = 3, Stride = 1 }));

    [TestMethod]
    public void Transform_DropShortOnes_LeavesTheRestOut()
        => AreEqual([[3, 4], [5, 6]], Windows(new TokenWindowsOptions { Length = 2, Ends = TokenWindowEnds.Drop }));

    [TestMethod]
    public void Transform_Pad_FillsUpAfterTheTokens()
        => AreEqual([[3, 4, 5], [6, 3, 7]], Windows(new TokenWindowsOptions { Length = 3, Ends = TokenWindowEnds.Pad }));

    [TestMethod]
    public void Transform_Targets_AreTheTokensOnePlaceLater()
    {
        Row[] rows = Rows(new TokenWindowsOptions { Length = 3, TargetColumnName = "Next" });

        AreEqual([[3, 4, 5], [6]], rows.Select(r => r.Window));
        AreEqual([[4, 5, 6], [3]], rows.Select(r => r.Next));
    }

    [TestMethod]
    public void Transform_Predictions_AreOneLessThanTokens()
    {
        IDataView view = Transform(new TokenWindowsOptions { Rows = TokenWindowRows.Prediction, Length = 2 }, Text);

        AreEqual([[3], [3, 4], [4, 5], [5, 6]], view.GetColumn<int[]>("Window"));
        CollectionAssert.AreEqual(new[] { 4, 5, 6, 3 }, view.GetColumn<int>("Target").ToArray());
    }

    [TestMethod]
    public void Transform_PaddedPredictions_FillUpBeforeTheContext()
        => AreEqual([[7, 3], [3, 4], [4, 5], [5, 6]], Windows(new TokenWindowsOptions { Rows = TokenWindowRows.Prediction, Length = 2, Ends = TokenWindowEnds.Pad }));

    [TestMethod]
    public void Transform_RowsOfNoOrOneToken_GiveNoPredictions()
    {
        IDataView view = Transform(new TokenWindowsOptions { Rows = TokenWindowRows.Prediction }, "", "a");

        Assert.AreEqual(0, view.GetColumn<int>("Target").Count());
    }

    [TestMethod]
    public void Transform_RandomPlaces_AreFullWindowsAndDependOnSeedAndRowOnly()
    {
        var options = new TokenWindowsOptions { Length = 2, RandomCount = 50, Seed = 5 };
        int[][] windows = Windows(options);

        Assert.AreEqual(50, windows.Length);
        CollectionAssert.AreEquivalent(new[] { "3 4", "4 5", "5 6", "6 3" }, windows.Select(w => string.Join(' ', w)).Distinct().ToArray());
        AreEqual(windows, Windows(options));
        Assert.AreNotEqual(Join(windows), Join(Windows(options with { Seed = 6 })));
    }

    [TestMethod]
    public void Transform_OtherColumns_AreRepeated()
    {
        IDataView view = Transform(new TokenWindowsOptions { Length = 2 }, "a b c", "", "d");

        CollectionAssert.AreEqual(new[] { "a b c", "a b c", "d" }, view.GetColumn<string>("Text").ToArray());
    }

    [TestMethod]
    public void GetRowToRowMapper_Windows_SaysWhy()
    {
        ITransformer transformer = Context.Transforms.Text.TokenWindows("Window").Fit(SparseIds());

        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(() => transformer.GetRowToRowMapper(SparseIds().Schema)).Message, "several rows of one");
    }

    [TestMethod]
    public void Transform_PadWithoutPaddingToken_SaysWhatToName()
    {
        var options = new TokenWindowsOptions { Ends = TokenWindowEnds.Pad };

        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Context.Transforms.Text.TokenWindows(options).Fit(SparseIds()));

        StringAssert.Contains(e.Message, "PaddingToken");
    }

    [TestMethod]
    public void Options_ThatCannotBe_AreRefused()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Context.Transforms.Text.TokenWindows("Window", length: 0));
        Assert.ThrowsExactly<ArgumentException>(() => Context.Transforms.Text.TokenWindows("Window", targetColumnName: "Window"));
        Assert.ThrowsExactly<ArgumentException>(() => Context.Transforms.Text.TokenWindows(new TokenWindowsOptions { Stride = 1, RandomCount = 1 }));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Context.Transforms.Text.TokenWindows(new TokenWindowsOptions { Stride = 0 }));
    }

    private static int[][] Windows(TokenWindowsOptions options) => [.. Transform(options, Text).GetColumn<int[]>("Window")];

    private static Row[] Rows(TokenWindowsOptions options)
        => [.. Context.Data.CreateEnumerable<Row>(Transform(options, Text), reuseRowObject: false)];

    private static IDataView Transform(TokenWindowsOptions options, params string[] texts)
    {
        var special = new SpecialTokens { Unknown = 0, BeginningOfSequence = 1, EndOfSequence = 2, Padding = 7 };
        var codec = new VocabularyCodec(new Vocabulary(["<unk>", "<s>", "</s>", "a", "b", "c", "d", "<pad>"], special), TextSplitter.Words);
        IDataView data = Texts(texts);
        var pipeline = Context.Transforms.Text.EncodeTokens("Tokens", "Text", new VocabularyTokenizer(codec)).Append(Context.Transforms.Text.TokenWindows(options));
        return pipeline.Fit(data).Transform(data);
    }

    private static void AreEqual(int[][] expected, IEnumerable<int[]> actual) => Assert.AreEqual(Join(expected), Join(actual));

    private static string Join(IEnumerable<int[]> windows) => string.Join(" | ", windows.Select(w => string.Join(' ', w)));

    private sealed class Row
    {
        public int[] Window { get; set; } = [];

        public int[] Next { get; set; } = [];
    }
}
