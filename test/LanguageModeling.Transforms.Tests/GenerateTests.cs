using FreshProcess;
using Microsoft.ML;
using Microsoft.ML.Data;
using static LanguageModeling.Tests.TestData;

namespace LanguageModeling.Tests;

[TestClass]
public sealed class GenerateTests
{
    private static readonly TextLanguageModel Model = new(new SuffixModel(7), LetterCodec());

    [TestMethod]
    public void Transform_Greedy_GivesTheTextOfTheModel()
    {
        GenerationOptions greedy = GenerationOptions.Greedy with { MaximumTokens = 5 };
        GenerationResult expected = Model.Generate("a b", greedy);

        IDataView generated = Generate(greedy, "a b");

        Assert.AreEqual(expected.Text, generated.GetColumn<string>("GeneratedText").Single());
        Assert.AreEqual(expected.FinishReason.ToString(), generated.GetColumn<string>("GeneratedText.FinishReason").Single());
        Assert.AreEqual(expected.TokenCount, generated.GetColumn<int>("GeneratedText.TokenCount").Single());
    }

    [TestMethod]
    public void Transform_Seed_FixesTextsWhateverTheirOrder()
    {
        var options = new GenerationOptions { MaximumTokens = 12, Seed = 3 };
        string[] prompts = ["a", "b", "c", "d", "a b", "b c", "c d", "d a"];

        string[] forward = [.. Generate(options, prompts).GetColumn<string>("GeneratedText")];
        string[] backward = [.. Generate(options, [.. prompts.Reverse()]).GetColumn<string>("GeneratedText")];
        string[] other = [.. Generate(options with { Seed = 4 }, prompts).GetColumn<string>("GeneratedText")];

        CollectionAssert.AreEqual(forward, backward.Reverse().ToArray());
        CollectionAssert.AreNotEqual(forward, other);
    }

    [TestMethod]
    public void Generate_NoSeed_DrawsOneThatTheTransformerKeeps()
    {
        GenerateTextTransformer transformer = Context.LanguageModeling.Generate(Model).Fit(Texts("a"));

        Assert.IsNotNull(transformer.Generation.Seed);
    }

    [TestMethod]
    public void Generate_SeveralResults_SaysWhereToGetThem()
    {
        var e = Assert.ThrowsExactly<ArgumentException>(() => Context.LanguageModeling.Generate(Model, generation: new GenerationOptions { ResultCount = 2 }));

        StringAssert.Contains(e.Message, "GenerateMany");
    }

    [TestMethod]
    public void SaveAndLoad_AllGenerationOptions_AreKept()
    {
        var options = new GenerationOptions
        {
            MaximumTokens = 9,
            Temperature = 0.7,
            LogitBias = new Dictionary<int, float> { [3] = -0.5f },
            StopStrings = ["\n猫"],
            BannedTokens = [4],
            Seed = ulong.MaxValue,
        };
        GenerateTextTransformer transformer = Context.LanguageModeling.Generate(Model, generation: options).Fit(Texts("a"));
        using var stream = new MemoryStream();
        Context.Model.Save(transformer, null, stream);
        stream.Position = 0;

        GenerationOptions loaded = ((GenerateTextTransformer)Context.Model.Load(stream, out _)).Generation;

        Assert.AreEqual(0.7, loaded.Temperature);
        Assert.AreEqual(-0.5f, loaded.LogitBias[3]);
        Assert.AreEqual("\n猫", loaded.StopStrings.Single());
        Assert.AreEqual(4, loaded.BannedTokens.Single());
        Assert.AreEqual(ulong.MaxValue, loaded.Seed);
    }

    [TestMethod]
    public void SaveAndLoad_Constraint_IsKept()
    {
        var model = new TextLanguageModel(new SuffixModel(7), new VocabularyCodec(LetterCodec().Vocabulary, TextSplitter.Whitespace));
        var options = new GenerationOptions { Constraint = GenerationConstraint.Choices(" c d", " d"), Seed = 1 };
        GenerateTextTransformer transformer = Context.LanguageModeling.Generate(model, generation: options).Fit(Texts("a"));
        using var stream = new MemoryStream();
        Context.Model.Save(transformer, null, stream);
        stream.Position = 0;

        ITransformer loaded = Context.Model.Load(stream, out _);

        string text = loaded.Transform(Texts("a")).GetColumn<string>("GeneratedText").Single();
        Assert.IsTrue(options.Constraint.IsMatch(text), text);
    }

    private static IDataView Generate(GenerationOptions options, params string[] prompts)
    {
        IDataView data = Texts(prompts);
        return Context.LanguageModeling.Generate(Model, generation: options).Fit(data).Transform(data);
    }
}
