using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using LanguageModeling.Conformance;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LanguageModeling.Tests;

[TestClass]
public sealed class NgramTrainerTests
{
    private static readonly MLContext Context = new(1);
    private static readonly NgramOptions Fallback = new() { Order = 3, DiscountFallback = [0.5f, 1, 1.5f] };

    [TestMethod]
    public void Coverage_EveryComponent_HasAConformanceTest()
        => ConformanceCoverage.Check(typeof(NgramTrainer).Assembly, typeof(NgramTrainerTests).Assembly);

    [TestMethod]
    [ConformanceOf(typeof(NgramTrainer))]
    [DataRow(false)]
    [DataRow(true)]
    public void Ngram_EncodedColumn_Conforms(bool asKeys)
        => EstimatorConformance.CheckAlsoInChains(
            Context, Context.LanguageModeling.Trainers.Ngram(new NgramTrainer.Options { Training = Fallback }), Encoded(asKeys), WrongType(), NoColumns());

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Ngram_SparseColumn_Conforms(bool asKeys)
        => EstimatorConformance.Check(
            Context,
            Context.LanguageModeling.Trainers.Ngram(new NgramTrainer.Options
            {
                Training = Fallback,
                Vocabulary = new Vocabulary(["a", "b", "c", "d", "e", "f", "g"], SpecialTokens.None),
                Scoring = new LanguageModelScoringOptions { OutputColumnPrefix = "Ngram.", WithRanks = true, BatchSize = 3 },
            }),
            Sparse(asKeys),
            WrongType());

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Fit_EncodedText_GivesTheModelOfTheSameText(bool asKeys)
    {
        string text = TestTexts.Generated(300);
        NgramLanguageModel expected = TestTexts.Train(text, new NgramOptions { Order = 2 });
        IDataView data = Context.Data.LoadFromEnumerable(text.Split('\n')[..^1].Select(line => new TextRow { Text = line }));
        var pipeline = Context.Transforms.Text
            .EncodeTokens(new EncodeTokensOptions { OutputColumnName = "Tokens", InputColumnName = "Text", Splitter = TextSplitter.Whitespace, AsKeys = asKeys })
            .Append(Context.LanguageModeling.Trainers.Ngram(order: 2));

        LanguageModelTransformer fitted = pipeline.Fit(data).LastTransformer;

        Assert.AreEqual(TestTexts.ToArpa(expected), TestTexts.ToArpa((NgramLanguageModel)fitted.Model));
    }

    [TestMethod]
    public void Fit_MarksAddedByTheEncoder_AreNotAddedTwice()
    {
        IDataView data = Texts();
        NgramLanguageModel bare = Train(new EncodeTokensOptions { OutputColumnName = "Tokens", InputColumnName = "Text" });
        NgramLanguageModel marked = Train(new EncodeTokensOptions { OutputColumnName = "Tokens", InputColumnName = "Text", AddBeginningOfSequence = true, AddEndOfSequence = true });

        Assert.AreEqual(TestTexts.ToArpa(bare), TestTexts.ToArpa(marked));

        NgramLanguageModel Train(EncodeTokensOptions options) => (NgramLanguageModel)Context.Transforms.Text.EncodeTokens(options)
            .Append(Context.LanguageModeling.Trainers.Ngram(new NgramTrainer.Options { Training = Fallback })).Fit(data).LastTransformer.Model;
    }

    [TestMethod]
    public void Fit_EncodedText_TakesOverItsSplitter()
    {
        IDataView data = Texts();
        var pipeline = Context.Transforms.Text
            .EncodeTokens(new EncodeTokensOptions { OutputColumnName = "Tokens", InputColumnName = "Text", Splitter = TextSplitter.Cjk, Lowercase = true })
            .Append(Context.LanguageModeling.Trainers.Ngram(smoothing: NgramSmoothing.AddK));

        var model = (NgramLanguageModel)pipeline.Fit(data).LastTransformer.Model;

        Assert.AreEqual(TextSplitter.Cjk, model.Splitter);
        Assert.IsTrue(model.Lowercase);
        Assert.AreEqual(NgramSmoothing.AddK, model.Smoothing);
    }

    [TestMethod]
    public void Transform_FittedRows_AgreesWithTheModel()
    {
        IDataView data = Encoded(asKeys: false);
        LanguageModelTransformer fitted = Context.LanguageModeling.Trainers.Ngram(new NgramTrainer.Options { Training = Fallback }).Fit(data);

        double[] scores = [.. fitted.Transform(data).GetColumn<double>("LogProbability")];
        int[][] rows = [.. data.GetColumn<int[]>("Tokens")];

        for (int i = 0; i < rows.Length; i++)
        {
            Assert.AreEqual(fitted.Model.Score(rows[i]).LogProbability, scores[i], 1e-9);
        }
    }

    [TestMethod]
    public void Fit_ColumnWithoutVocabulary_SaysTheCure()
    {
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Context.LanguageModeling.Trainers.Ngram().Fit(Sparse(asKeys: false)));

        Assert.Contains("Column 'Tokens' does not tell which tokens its ids stand for.", error.Message);
        Assert.Contains("EncodeTokens, or set Vocabulary", error.Message);
    }

    [TestMethod]
    public void Fit_TooFewRows_SaysWhichOrderAndTheCure()
    {
        var error = Assert.ThrowsExactly<InvalidDataException>(() => Context.LanguageModeling.Trainers.Ngram().Fit(Encoded(asKeys: false)));

        Assert.Contains("Set DiscountFallback", error.Message);
    }

    [TestMethod]
    public void Fit_Cancelled_Stops()
    {
        var options = new NgramTrainer.Options { Training = Fallback with { CancellationToken = new CancellationToken(canceled: true) } };

        Assert.ThrowsExactly<OperationCanceledException>(() => Context.LanguageModeling.Trainers.Ngram(options).Fit(Encoded(asKeys: false)));
    }

    [TestMethod]
    public void Fit_ContextCancelled_Stops()
    {
        var cancelled = new MLContext();
        NgramTrainer trainer = cancelled.LanguageModeling.Trainers.Ngram(new NgramTrainer.Options { Training = Fallback });
        IDataView data = Encoded(asKeys: false);
        CancelExecution(cancelled);

        Assert.ThrowsExactly<OperationCanceledException>(() => trainer.Fit(data));

        [UnsafeAccessor(UnsafeAccessorKind.Method, Name = nameof(CancelExecution))]
        static extern void CancelExecution(MLContext context);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(17)]
    public void Ngram_OrderOutOfRange_IsRefusedAtOnce(int order)
        => Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Context.LanguageModeling.Trainers.Ngram(order: order));

    [TestMethod]
    [DataRow(NgramSmoothing.ModifiedKneserNey)]
    [DataRow(NgramSmoothing.StupidBackoff)]
    public void Load_FreshProcess_ScoresAsTheProcessThatSaved(NgramSmoothing smoothing)
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.zip");
        try
        {
            IDataView data = Texts();
            ITransformer fitted = Context.Transforms.Text.EncodeTokens("Tokens", "Text")
                .Append(Context.LanguageModeling.Trainers.Ngram(new NgramTrainer.Options { Training = Fallback with { Smoothing = smoothing } })).Fit(data);
            Context.Model.Save(fitted, data.Schema, path);
            string[] texts = ["the cat sat", "猫坐", "never seen"];

            string[] scored = StartFreshProcess(["score", path, .. texts]);

            IDataView expected = fitted.Transform(Context.Data.LoadFromEnumerable(texts.Select(text => new TextRow { Text = text })));
            string[] lines =
            [
                .. expected.GetColumn<int>("TokenCount")
                    .Zip(expected.GetColumn<int>("UnknownCount"), expected.GetColumn<double>("LogProbability"))
                    .Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.First} {row.Second} {row.Third:R}")),
            ];
            CollectionAssert.AreEqual(lines, scored);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Runs a program that knows nothing of n-grams, with the assemblies of these tests at hand.</summary>
    private static string[] StartFreshProcess(string[] arguments)
    {
        string tests = Path.Combine(AppContext.BaseDirectory, typeof(NgramTrainerTests).Assembly.GetName().Name!);
        string program = Path.Combine(AppContext.BaseDirectory, "LanguageModeling.FreshProcess");
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["exec", "--depsfile", $"{tests}.deps.json", "--runtimeconfig", $"{program}.runtimeconfig.json", $"{program}.dll", .. arguments])
        {
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        Assert.AreEqual(0, process.ExitCode, output);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private static IDataView Texts()
        => Context.Data.LoadFromEnumerable(Enumerable.Range(0, 44).Select(i => new TextRow
        {
            Text = (i % 11) switch
            {
                0 => "",
                1 => "猫坐在垫子上。",
                2 => "a family 👨‍👩‍👧 and a 🐈",
                _ => $"the cat sat on mat {i % 7} while dog {i % 13} ran",
            },
        }).ToList());

    private static IDataView Encoded(bool asKeys)
    {
        IDataView texts = Texts();
        return Context.Transforms.Text.EncodeTokens("Tokens", "Text", asKeys: asKeys).Fit(texts).Transform(texts);
    }

    /// <summary>Vectors of 6, some without the slots that hold the default: id 0, or the missing key.</summary>
    private static IDataView Sparse(bool asKeys)
    {
        var definition = SchemaDefinition.Create(asKeys ? typeof(KeyRow) : typeof(IdRow));
        definition["Tokens"].ColumnType = new VectorDataViewType(asKeys ? new KeyDataViewType(typeof(uint), 7) : NumberDataViewType.Int32, 6);
        return asKeys
            ? Context.Data.LoadFromEnumerable(Enumerable.Range(0, 20).Select(i => new KeyRow { Tokens = Vector<uint>(i, 3 + (uint)(i % 4), 2) }).ToList(), definition)
            : Context.Data.LoadFromEnumerable(Enumerable.Range(0, 20).Select(i => new IdRow { Tokens = Vector(i, 3 + (i % 4), 2) }).ToList(), definition);

        static VBuffer<T> Vector<T>(int row, T first, T second) => (row % 3) switch
        {
            0 => new VBuffer<T>(6, [first, second, first, first, second, second]),
            1 => new VBuffer<T>(6, 2, [first, second], [1, 4]),
            _ => new VBuffer<T>(6, 0, null, null),
        };
    }

    private static IDataView WrongType() => Context.Data.LoadFromEnumerable<TextTokensRow>([new()]);

    private static IDataView NoColumns() => Context.Data.LoadFromEnumerable<TextRow>([new()]);

    private sealed class TextRow
    {
        public string Text { get; set; } = "";
    }

    private sealed class TextTokensRow
    {
        public string Tokens { get; set; } = "";
    }

    private sealed class IdRow
    {
        public VBuffer<int> Tokens { get; set; }
    }

    private sealed class KeyRow
    {
        [KeyType(7)]
        public VBuffer<uint> Tokens { get; set; }
    }
}
