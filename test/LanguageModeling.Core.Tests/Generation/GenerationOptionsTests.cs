namespace LanguageModeling.Tests.Generation;

[TestClass]
public class GenerationOptionsTests
{
    private static readonly TextLanguageModel Text = new(TestModel.Constant(0.2, 0.3, 0.5), new PieceCodec("a", "b", "c"));

    private static IEnumerable<(GenerationOptions Options, string Message)> OutOfRange =>
    [
        (new() { MaximumTokens = 0 }, "MaximumTokens must be at least 1."),
        (new() { MinimumTokens = -1 }, "MinimumTokens must be from 0 to MaximumTokens, 128."),
        (new() { MinimumTokens = 6, MaximumTokens = 5 }, "MinimumTokens must be from 0 to MaximumTokens, 5."),
        (new() { Temperature = -0.1 }, "Temperature must be finite and at least 0; 0 is greedy."),
        (new() { Temperature = double.NaN }, "Temperature must be finite and at least 0; 0 is greedy."),
        (new() { TopK = -1 }, "TopK must be at least 0; 0 switches it off."),
        (new() { TopP = 0 }, "TopP must be above 0 and at most 1; 1 switches it off."),
        (new() { TopP = 1.1 }, "TopP must be above 0 and at most 1; 1 switches it off."),
        (new() { TopP = double.NaN }, "TopP must be above 0 and at most 1; 1 switches it off."),
        (new() { MinP = -0.1 }, "MinP must be from 0 to 1; 0 switches it off."),
        (new() { MinP = 1.1 }, "MinP must be from 0 to 1; 0 switches it off."),
        (new() { TypicalP = 0 }, "TypicalP must be above 0 and at most 1; 1 switches it off."),
        (new() { TypicalP = 1.1 }, "TypicalP must be above 0 and at most 1; 1 switches it off."),
        (new() { RepetitionPenalty = 0 }, "RepetitionPenalty must be finite and above 0; 1 switches it off."),
        (new() { FrequencyPenalty = double.NaN }, "FrequencyPenalty must be finite; 0 switches it off."),
        (new() { PresencePenalty = double.PositiveInfinity }, "PresencePenalty must be finite; 0 switches it off."),
        (new() { NoRepeatNgramSize = -1 }, "NoRepeatNgramSize must be at least 0; 0 switches it off."),
        (new() { LogitBias = new Dictionary<int, float> { [1] = float.NaN } }, "LogitBias for token 1 must be finite; use BannedTokens to forbid a token."),
        (new() { LogitBias = new Dictionary<int, float> { [3] = 1 } }, "LogitBias must hold token ids of the model, from 0 to 2."),
        (new() { BannedTokens = [3] }, "BannedTokens must hold token ids of the model, from 0 to 2."),
        (new() { StopTokens = [3] }, "StopTokens must hold token ids of the model, from 0 to 2."),
        (new() { StopTokens = [-1] }, "StopTokens must hold token ids, which are at least 0."),
        (new() { Beams = 0 }, "Beams must be at least 1; 1 is no beam search."),
        (new() { LengthPenalty = double.NaN }, "LengthPenalty must be finite; 0 ranks by the plain sum."),
        (new() { ResultCount = 0 }, "ResultCount must be at least 1."),
        (new() { Beams = 2, ResultCount = 3 }, "ResultCount must be at most Beams, 2."),
        (new() { TopAlternatives = -1 }, "TopAlternatives must be at least 0."),
    ];

    private static IEnumerable<(GenerationOptions Options, string Message)> Contradictions =>
    [
        (new() { StopStrings = ["a", ""] }, "StopStrings holds an empty text, which would stop everything. Leave it out."),
        (GenerationOptions.Greedy with { ResultCount = 3 }, "ResultCount is 3 but greedy generation (Temperature 0) has one result. Set Temperature above 0, or Beams to at least 3."),
        (new() { Beams = 2, Temperature = 0.7 }, "Temperature is 0.7 but Beams is 2: beam search draws nothing. Leave Temperature at 1, or set Beams to 1. (Parameter 'Temperature')"),
        (new() { Beams = 2, TopK = 5 }, "TopK is 5 but Beams is 2: beam search draws nothing. Leave TopK at 0, or set Beams to 1. (Parameter 'TopK')"),
        (new() { Beams = 2, TopP = 0.5 }, "TopP is 0.5 but Beams is 2: beam search draws nothing. Leave TopP at 1, or set Beams to 1. (Parameter 'TopP')"),
        (new() { Beams = 2, MinP = 0.5 }, "MinP is 0.5 but Beams is 2: beam search draws nothing. Leave MinP at 0, or set Beams to 1. (Parameter 'MinP')"),
        (new() { Beams = 2, TypicalP = 0.5 }, "TypicalP is 0.5 but Beams is 2: beam search draws nothing. Leave TypicalP at 1, or set Beams to 1. (Parameter 'TypicalP')"),
    ];

    [TestMethod]
    public void Generate_SettingOutOfRange_IsNamed()
    {
        foreach ((GenerationOptions options, string message) in OutOfRange)
        {
            ArgumentOutOfRangeException error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Text.Generate("", options));
            Assert.StartsWith(message + " (Parameter '", error.Message);
            Assert.StartsWith(error.ParamName!, message);
            Assert.IsNotNull(error.ActualValue);
        }
    }

    [TestMethod]
    public void Validate_Contradiction_IsNamedWithTheCure()
    {
        foreach ((GenerationOptions options, string message) in Contradictions)
        {
            Assert.AreEqual(message, Assert.ThrowsExactly<ArgumentException>(options.Validate).Message);
        }
    }

    [TestMethod]
    public void Validate_Defaults_AndGreedyBeams_AreFine()
    {
        new GenerationOptions().Validate();
        (GenerationOptions.Greedy with { Beams = 3, ResultCount = 3, Seed = 1 }).Validate();
        (GenerationOptions.Greedy with { TopK = 3, TopP = 0.5 }).Validate();
        Assert.IsTrue(new GenerationOptions().Sample);
        Assert.IsFalse(GenerationOptions.Greedy.Sample);
        Assert.IsFalse(new GenerationOptions { Beams = 2 }.Sample);
    }

    [TestMethod]
    public void Validate_MissingList_IsNamed()
    {
        Assert.AreEqual("LogitBias", Assert.ThrowsExactly<ArgumentNullException>(new GenerationOptions { LogitBias = null! }.Validate).ParamName);
        Assert.AreEqual("BannedTokens", Assert.ThrowsExactly<ArgumentNullException>(new GenerationOptions { BannedTokens = null! }.Validate).ParamName);
        Assert.AreEqual("StopTokens", Assert.ThrowsExactly<ArgumentNullException>(new GenerationOptions { StopTokens = null! }.Validate).ParamName);
        Assert.AreEqual("StopStrings", Assert.ThrowsExactly<ArgumentNullException>(new GenerationOptions { StopStrings = null! }.Validate).ParamName);
    }

    [TestMethod]
    public void OneResultMethods_BeamsOrSeveralResults_NameTheMethodToCall()
    {
        GenerationOptions beams = new() { Beams = 2 };
        GenerationOptions several = new() { ResultCount = 2 };

        Assert.AreEqual(
            "Beams is 2 but beam search knows its tokens only at the end. Set Beams to 1, or call GenerateMany.",
            Assert.ThrowsExactly<ArgumentException>(() => Text.GenerateStreamAsync("", beams)).Message);
        Assert.AreEqual(
            "Beams is 2 but beam search knows its tokens only at the end. Set Beams to 1, or call GenerateSequences.",
            Assert.ThrowsExactly<ArgumentException>(() => Text.Model.GenerateTokens([], beams)).Message);
        Assert.AreEqual(
            "ResultCount is 2 but this gives one result. Set it to 1, or call GenerateMany.",
            Assert.ThrowsExactly<ArgumentException>(() => Text.Generate("", several)).Message);
        Assert.AreEqual(
            "ResultCount is 2 but this gives one result. Set it to 1, or call GenerateMany.",
            Assert.ThrowsExactly<ArgumentException>(() => Text.Generate("", several with { Beams = 2 })).Message);
        Assert.AreEqual(
            "ResultCount is 2 but this gives one result. Set it to 1, or call GenerateSequences.",
            Assert.ThrowsExactly<ArgumentException>(() => Text.Model.GenerateTokens([], several)).Message);
    }

    [TestMethod]
    public void TokenMethods_StopStrings_AreRefused()
    {
        GenerationOptions options = new() { StopStrings = ["a"] };
        const string Message = "StopStrings needs text, but a language model alone gives ids. Use StopTokens, or generate with a TextLanguageModel. (Parameter 'options')";

        Assert.AreEqual(Message, Assert.ThrowsExactly<ArgumentException>(() => Text.Model.GenerateTokens([], options)).Message);
        Assert.AreEqual(Message, Assert.ThrowsExactly<ArgumentException>(() => Text.Model.GenerateSequences([], options)).Message);
    }

    [TestMethod]
    public void Prompt_NotOfTheModel_IsNamed()
    {
        TestModel small = new(3, _ => TestModel.Logs([0.2, 0.3, 0.5])) { MaximumContextLength = 2, SpecialTokens = new SpecialTokens { BeginningOfSequence = 0 } };

        Assert.StartsWith(
            "Token 1 of the prompt is not an id of the model, from 0 to 2. Encode it with the model's codec.",
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Text.Model.GenerateTokens([0, 3])).Message);
        Assert.StartsWith(
            "The prompt has 3 tokens but the model's context holds 2. Shorten the prompt, or set Overflow to TruncateLeft or SlidingWindow.",
            Assert.ThrowsExactly<ArgumentException>(() => small.GenerateTokens([1, 2])).Message);
        Assert.ThrowsExactly<ArgumentNullException>(() => Text.Model.GenerateTokens(null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => Text.Generate(null!));
    }
}
