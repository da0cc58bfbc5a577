using System.Text;

namespace LanguageModeling.Tests.Generation;

[TestClass]
public class TextGenerationTests
{
    private static readonly GenerationOptions Greedy = GenerationOptions.Greedy;

    [TestMethod]
    public void Generate_Bytes_GivesTextTokensAndCounts()
    {
        GenerationResult result = Bytes("ab", "c😀d").Generate("ab", Greedy);

        Assert.AreEqual("c😀d", result.Text);
        Assert.AreEqual(FinishReason.EndOfSequence, result.FinishReason);
        Assert.AreEqual(7, result.TokenCount); // 1 + 4 + 1 bytes and the end
        Assert.AreEqual(ByteCodec.End, result.Tokens[^1].Id);
        Assert.AreEqual(2, result.PromptTokenCount);
        Assert.AreEqual(0.0, result.LogProbability);
    }

    [TestMethod]
    [DataRow("stop", "ab😀", "cd")] // text before, stop string, text after
    [DataRow("emoji", "x", "y")]
    [DataRow("none", "", "")]
    public void Generate_StopStringAcrossTokens_CutsBeforeIt(string name, string before, string after)
    {
        string stop = name == "emoji" ? "🛑é" : name;
        TextLanguageModel model = Bytes("", before + stop + after);

        GenerationResult result = model.Generate("", Greedy with { StopStrings = [stop, "never"] });

        Assert.AreEqual(before, result.Text);
        Assert.AreEqual(FinishReason.StopString, result.FinishReason);
        Assert.AreEqual(Encoding.UTF8.GetByteCount(before + stop), result.TokenCount); // no token after the stop was made
        Assert.AreEqual(FinishReason.StopString, result.Tokens[^1].FinishReason);
    }

    [TestMethod]
    public void Generate_StopStringInsideAToken_CutsInsideIt()
    {
        TextLanguageModel model = Pieces(["Hello W", "orld. Yes", "!"], 0, 1, 2);

        GenerationResult result = model.Generate("", Greedy with { StopStrings = ["ld. "], MaximumTokens = 3 });

        Assert.AreEqual("Hello Wor", result.Text);
        Assert.AreEqual(2, result.TokenCount);
    }

    [TestMethod]
    public void Generate_StopStringAtTheLastToken_IsAStopString()
        => Assert.AreEqual(FinishReason.StopString, Pieces(["a", "b"], 0, 1).Generate("", Greedy with { StopStrings = ["b"], MaximumTokens = 2 }).FinishReason);

    [TestMethod]
    public void Generate_UnfinishedStopString_IsPartOfTheText()
    {
        GenerationResult result = Bytes("", "one st").Generate("", Greedy with { StopStrings = ["stop"] });

        Assert.AreEqual("one st", result.Text);
        Assert.AreEqual(FinishReason.EndOfSequence, result.FinishReason);
    }

    [TestMethod]
    public void Generate_StopStringInThePrompt_DoesNotStop()
        => Assert.AreEqual("op c", Bytes("st", "op c").Generate("st", Greedy with { StopStrings = ["stop"] }).Text);

    [TestMethod]
    public void Generate_StopStringBeforeMinimumTokens_DoesNotStop()
    {
        TextLanguageModel model = Bytes("", "a.b.c");

        Assert.AreEqual("a", model.Generate("", Greedy with { StopStrings = ["."] }).Text);
        Assert.AreEqual("a", model.Generate("", Greedy with { StopStrings = ["."], MinimumTokens = 1 }).Text);
        Assert.AreEqual("a.b", model.Generate("", Greedy with { StopStrings = ["."], MinimumTokens = 2 }).Text);
    }

    [TestMethod]
    public void Generate_StopToken_IsNotInTheText()
    {
        GenerationResult result = Bytes("", "ab.c").Generate("", Greedy with { StopTokens = ['.'] });

        Assert.AreEqual("ab", result.Text);
        Assert.AreEqual(FinishReason.StopToken, result.FinishReason);
        Assert.AreEqual('.', result.Tokens[^1].Id);
    }

    [TestMethod]
    public void Generate_MaximumTokensInsideACharacter_EndsWithReplacement()
    {
        GenerationResult result = Bytes("", "a😀").Generate("", Greedy with { MaximumTokens = 3 });

        Assert.AreEqual("a\uFFFD", result.Text);
        Assert.AreEqual(FinishReason.MaximumTokens, result.FinishReason);
    }

    [TestMethod]
    [DataRow("the cat", " sat.")]
    [DataRow("the cat ", "sat.")] // the prompt ends in the space already
    [DataRow("", "sat.")]
    public void Generate_Words_ContinueThePrompt(string prompt, string expected)
    {
        string[] words = ["</s>", "the", "cat", "sat", "."];
        SpecialTokens special = new() { EndOfSequence = 0 };
        int promptLength = prompt.Length == 0 ? 0 : 2;
        TextLanguageModel model = new(TestModel.Script(5, special, promptLength, 3, 4), new WordCodec(words) { SpecialTokens = special });

        Assert.AreEqual(expected, model.Generate(prompt, Greedy).Text);
    }

    [TestMethod]
    public void Generate_ModelWiderThanCodec_GivesOnlyTokensOfTheCodec()
    {
        TextLanguageModel model = new(TestModel.Constant(0.1, 0.1, 0.4, 0.4), new PieceCodec("a", "b"));

        string text = model.Generate("", new GenerationOptions { Seed = 1, MaximumTokens = 50 }).Text;

        Assert.AreEqual(50, text.Length);
        Assert.AreEqual("", text.Trim('a', 'b'));
    }

    [TestMethod]
    public void Generate_NoTokenLeft_GivesTheTextSoFar()
    {
        GenerationResult result = new TextLanguageModel(TestModel.Constant(0.6, 0.4), new PieceCodec("a", "b")).Generate("", Greedy with { NoRepeatNgramSize = 1 });

        Assert.AreEqual("ab", result.Text);
        Assert.AreEqual(FinishReason.NoTokenLeft, result.FinishReason);
        Assert.AreEqual(2, result.TokenCount);
    }

    [TestMethod]
    public void GenerateMany_Draws_RepeatWithTheirSeeds()
    {
        TextLanguageModel model = new(TestModel.Hashed(6, SpecialTokens.None), new PieceCodec("a", "b", "c", "d", "e", "f"));
        GenerationOptions options = new() { Seed = 5, ResultCount = 4, MaximumTokens = 30 };

        IReadOnlyList<GenerationResult> results = model.GenerateMany("", options);

        Assert.AreEqual(4, results.Select(result => result.Text).Distinct().Count());
        foreach (GenerationResult result in results)
        {
            Assert.AreEqual(result.Text, model.Generate("", options with { ResultCount = 1, Seed = result.Seed }).Text);
        }
    }

    [TestMethod]
    public void GenerateMany_Beams_GivesTextsAndHonoursStopStrings()
    {
        TextLanguageModel model = new(TestModel.Hashed(6, SpecialTokens.None), new PieceCodec("a", "b", "c", "d", "e", "f"));
        GenerationOptions options = new() { Beams = 4, ResultCount = 4, MaximumTokens = 8, StopStrings = ["fa", "cd", "bb"] };

        IReadOnlyList<GenerationResult> results = model.GenerateMany("", options);

        Assert.HasCount(4, results);
        Assert.IsTrue(results.Any(result => result.FinishReason == FinishReason.StopString));
        foreach (GenerationResult result in results)
        {
            string all = string.Concat(result.Tokens.Select(token => "abcdef"[token.Id]));
            bool stopped = result.FinishReason == FinishReason.StopString;
            Assert.AreEqual(stopped ? all[..^2] : all, result.Text);
            Assert.AreEqual(stopped, options.StopStrings.Contains(all[^2..]));
            Assert.IsFalse(options.StopStrings.Any(result.Text.Contains));
            Assert.IsNotNull(result.Score);
        }
    }

    [TestMethod]
    public void Generate_SixteenThreads_GiveTheResultsOfOne()
    {
        TextLanguageModel model = new(TestModel.Hashed(6, SpecialTokens.None), new PieceCodec("a", "b", "c", "d", "e", "f"));
        string Run(int i) => model.Generate("", new GenerationOptions { Seed = (ulong)i, StopStrings = ["fff"], TopP = 0.9 }).Text;
        string[] sequential = [.. Enumerable.Range(0, 64).Select(Run)];
        string[] parallel = new string[64];

        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 16 }, i => parallel[i] = Run(i));

        CollectionAssert.AreEqual(sequential, parallel);
    }

    internal static TextLanguageModel Bytes(string prompt, string continuation)
    {
        ByteCodec codec = new();
        int[] script = [.. codec.Encode(continuation).Select(token => token.Id)];
        return new TextLanguageModel(TestModel.Script(257, codec.SpecialTokens, codec.Encode(prompt).Count, script), codec);
    }

    private static TextLanguageModel Pieces(string[] pieces, params int[] script)
    {
        TestModel model = TestModel.Script(pieces.Length, SpecialTokens.None, 0, script);
        return new TextLanguageModel(model, new PieceCodec(pieces));
    }
}
