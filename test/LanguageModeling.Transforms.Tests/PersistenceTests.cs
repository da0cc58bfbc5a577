using System.Diagnostics;
using FreshProcess;
using LanguageModeling.Persistence;
using Microsoft.ML;
using Microsoft.ML.Data;
using static LanguageModeling.Tests.TestData;

namespace LanguageModeling.Tests;

[TestClass]
public sealed class PersistenceTests
{
    private static readonly string[] Sentences = ["a b c", "猫 🐈", "", "nothing known"];

    [TestMethod]
    public void Load_FreshProcess_ScoresAsTheProcessThatSaved()
    {
        using var files = new TokenizerFixture();
        string path = files.PathOf("model.zip");

        (int saved, _) = Start("save", path);
        (int loaded, string[] lines) = Start(["score", path, .. Sentences]);

        Assert.AreEqual(0, saved);
        Assert.AreEqual(0, loaded, string.Join('\n', lines));
        ITransformer here = Context.Model.Load(path, out _);
        CollectionAssert.AreEqual(Score(here), lines);
    }

    [TestMethod]
    public void Load_FreshProcessAndNestedChains_ScoresAlike()
    {
        using var files = new TokenizerFixture();
        string path = files.PathOf("nested.zip");
        IDataView data = Texts("a b c");
        var inner = Context.Transforms.Text.EncodeTokens("Ids", "Text", files.ReadTiktoken()).Append(Context.Transforms.Text.EncodeTokens("Tokens", "Text"));
        var nested = Context.Transforms.CopyColumns("Copy", "Text").Append(inner).Append(Context.LanguageModeling.Score(new SuffixModel(6)));
        ITransformer model = nested.Fit(data);
        Context.Model.Save(model, data.Schema, path);

        (int code, string[] lines) = Start(["score", path, .. Sentences]);

        Assert.AreEqual(0, code, string.Join('\n', lines));
        CollectionAssert.AreEqual(Score(model), lines);
    }

    [TestMethod]
    public void Load_FreshProcessAndTrainedTokenizer_ScoresAlike()
    {
        using var files = new TokenizerFixture();
        string path = files.PathOf("trained.zip");
        IDataView data = Texts("the cat sat on the mat", "the dog sat on the log", "猫坐在垫子上");
        var options = new TokenizerTrainer.Options
        {
            Training = new TokenizerTrainingOptions { VocabularySize = 300 },
            Encoding = new EncodeTokensOptions { OutputColumnName = "Tokens", InputColumnName = "Text" },
        };
        ITransformer model = Context.LanguageModeling.Trainers.Tokenizer(options).Append(Context.LanguageModeling.Score(new SuffixModel(300))).Fit(data);
        Context.Model.Save(model, data.Schema, path);

        (int code, string[] lines) = Start(["score", path, .. Sentences]);

        Assert.AreEqual(0, code, string.Join('\n', lines));
        CollectionAssert.AreEqual(Score(model), lines);
    }

    [TestMethod]
    public void Load_FreshProcessAndLexicon_ScoresAlike()
    {
        using var files = new TokenizerFixture();
        string path = files.PathOf("words.zip");
        IDataView data = Texts("研究生命的起源");
        var dictionary = new Lexicon([KeyValuePair.Create("研究", 9L), KeyValuePair.Create("生命", 5L), KeyValuePair.Create("起源", 2L)]);
        ITransformer model = Context.Transforms.Text.EncodeTokens(new EncodeTokensOptions { InputColumnName = "Text", Splitter = dictionary.ForwardMatching })
            .Append(Context.LanguageModeling.Score(new SuffixModel(7))).Fit(data);
        Context.Model.Save(model, data.Schema, path);

        (int code, string[] lines) = Start("score", path, "生命起源", "研究");

        Assert.AreEqual(0, code, string.Join('\n', lines));
        Assert.AreEqual("3 0", lines[0][..3]); // two words and the end
    }

    [TestMethod]
    public void Load_FreshProcessWithoutTheModelsAssembly_NamesTypeAssemblyAndCure()
    {
        using var files = new TokenizerFixture();
        string path = files.PathOf("foreign.zip");
        IDataView data = EncodedTexts(asKeys: false, 3);
        Context.Model.Save(Context.LanguageModeling.Score(new UniformModel()).Fit(data), data.Schema, path);

        (int code, string[] lines) = Start("score", path);

        string message = string.Join('\n', lines);
        Assert.AreEqual(1, code);
        StringAssert.Contains(message, typeof(UniformModel).FullName);
        StringAssert.Contains(message, "LanguageModeling.Transforms.Tests");
        StringAssert.Contains(message, "Reference the assembly");
    }

    [TestMethod]
    public void SaveAndLoad_UsersOwnModel_ScoresAlike()
    {
        IDataView data = EncodedTexts(asKeys: true);
        ITransformer transformer = Context.LanguageModeling.Score(new UniformModel()).Fit(data);
        using var stream = new MemoryStream();
        Context.Model.Save(transformer, data.Schema, stream);
        stream.Position = 0;

        ITransformer loaded = Context.Model.Load(stream, out _);

        CollectionAssert.AreEqual(
            transformer.Transform(data).GetColumn<double>("LogProbability").ToArray(), loaded.Transform(data).GetColumn<double>("LogProbability").ToArray());
    }

    [TestMethod]
    public void Save_ModelThatCannotBeSaved_NamesItAndTheCure()
    {
        ITransformer transformer = Context.LanguageModeling.Score(new CountingModel()).Fit(SparseIds());

        var e = Assert.ThrowsExactly<NotSupportedException>(() => Context.Model.Save(transformer, null, new MemoryStream()));

        StringAssert.Contains(e.Message, typeof(CountingModel).FullName);
        StringAssert.Contains(e.Message, "ISavable<CountingModel>");
    }

    [TestMethod]
    public void FindType_WhatTheFileNamesIsNotThere_SaysWhatIsMissing()
    {
        string here = typeof(PersistenceTests).Assembly.GetName().Name!;

        Told(() => SavedPart.FindType<ILanguageModel>("No.Such.Assembly", "X", "language model"), "No.Such.Assembly", "could not be loaded", "Assembly.LoadFrom");
        Told(() => SavedPart.FindType<ILanguageModel>(here, "No.Such.Type", "language model"), "No.Such.Type", "has no such type", "version");
        Told(() => SavedPart.FindType<ILanguageModel>(here, typeof(CountingModel).FullName!, "language model"), "ISavable<CountingModel>", "version");
        Told(() => SavedPart.FindType<ITextCodec>(here, typeof(UniformModel).FullName!, "text codec"), "ITextCodec", "version");

        static void Told(Action find, params string[] parts)
        {
            var e = Assert.ThrowsExactly<InvalidOperationException>(find);
            foreach (string part in parts)
            {
                StringAssert.Contains(e.Message, part);
            }
        }
    }

    [TestMethod]
    public void GetTextModel_NestedPipeline_FindsModelAndItsEncoder()
    {
        IDataView data = Texts("a b c");
        var inner = Context.Transforms.Text.EncodeTokens("Tokens", "Text").Append(Context.Transforms.CopyColumns("Copy", "Text"));
        var pipeline = Context.Transforms.CopyColumns("First", "Text").Append(inner).Append(Context.LanguageModeling.Score(new SuffixModel(6)));

        TextLanguageModel model = Context.LanguageModeling.GetTextModel(pipeline.Fit(data));

        Assert.IsInstanceOfType<SuffixModel>(model.Model);
        CollectionAssert.AreEqual(new[] { 5, 3 }, model.Codec.Encode("c a").Select(t => t.Id).ToArray());
    }

    [TestMethod]
    public void GetTextModel_NoModelOrNoEncoder_SaysWhatIsMissing()
    {
        IDataView data = Texts("a b c");
        ITransformer encoder = Context.Transforms.Text.EncodeTokens("Tokens", "Text").Fit(data);
        ITransformer scorer = Context.LanguageModeling.Score(new SuffixModel(7)).Fit(SparseIds());

        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => Context.LanguageModeling.GetTextModel(encoder)).Message, "no language model");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => Context.LanguageModeling.GetTextModel(scorer)).Message, "no EncodeTokens step");
    }

    private static string[] Score(ITransformer model)
    {
        using var engine = Context.Model.CreatePredictionEngine<TextRow, ScoredRow>(model, new PredictionEngineOptions { OwnsTransformer = false });
        return
        [
            .. Sentences.Select(text => engine.Predict(new TextRow { Text = text }))
                .Select(row => FormattableString.Invariant($"{row.TokenCount} {row.UnknownCount} {row.LogProbability:R}")),
        ];
    }

    private static (int Code, string[] Lines) Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "LanguageModeling.FreshProcess.dll"));
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    private sealed class ScoredRow
    {
        public double LogProbability { get; set; }

        public int TokenCount { get; set; }

        public int UnknownCount { get; set; }
    }
}
