using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Text;

namespace LanguageModeling.Offline.Tests;

/// <summary>The text transforms: words, normalization, n-grams, custom mappings; each also after saving and loading.</summary>
[TestClass]
public sealed class TextTransformTests
{
    private readonly MLContext _ml = new();

    [TestMethod]
    public void TokenizeIntoWords_SplitsAtSpaces()
    {
        IDataView result = Apply(_ml.Transforms.Text.TokenizeIntoWords("Words", "Text"), Texts(" a  b\tc ", ""));

        string[][] words = [.. result.GetColumn<string[]>("Words")];
        CollectionAssert.AreEqual(new[] { "a", "b\tc" }, words[0]);
        Assert.IsEmpty(words[1]);
        Assert.AreEqual(new VectorDataViewType(TextDataViewType.Instance), result.Schema["Words"].Type);
    }

    [TestMethod]
    public void TokenizeIntoWords_OwnSeparators_StillTrimsSpaces()
    {
        IDataView result = Apply(_ml.Transforms.Text.TokenizeIntoWords("Words", "Text", [',', ';']), Texts("a , b;;c d"));

        CollectionAssert.AreEqual(new[] { "a", "b", "c d" }, result.GetColumn<string[]>("Words").Single());
    }

    [TestMethod]
    public void TokenizeIntoWords_OfVector_JoinsTheWords()
    {
        IDataView view = _ml.Data.LoadFromEnumerable([new { Lines = new[] { "a b", "", "c" } }]);

        CollectionAssert.AreEqual(
            new[] { "a", "b", "c" }, Apply(_ml.Transforms.Text.TokenizeIntoWords("Words", "Lines"), view).GetColumn<string[]>("Words").Single());
    }

    [TestMethod]
    public void TokenizeIntoWords_OfNumbers_IsRefused()
    {
        IDataView view = _ml.Data.LoadFromEnumerable([new { Text = 1f }]);

        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Transforms.Text.TokenizeIntoWords("Words", "Text").Fit(view).Transform(view));
    }

    [TestMethod]
    public void NormalizeText_Default_LowersAndDropsDiacritics()
    {
        IDataView result = Apply(_ml.Transforms.Text.NormalizeText("Out", "Text"), Texts("Élan, ÖL 42! cafe\u0301", ""));

        CollectionAssert.AreEqual(new[] { "elan, ol 42! cafe", "" }, result.GetColumn<string>("Out").ToArray());
    }

    [TestMethod]
    public void NormalizeText_Options_DropWhatIsNotKept()
    {
        var estimator = _ml.Transforms.Text.NormalizeText(
            "Out", "Text", TextNormalizingEstimator.CaseMode.Upper, keepDiacritics: true, keepPunctuations: false, keepNumbers: false);

        CollectionAssert.AreEqual(new[] { "ÉLAN ÖL " }, Apply(estimator, Texts("Élan, öl 42!")).GetColumn<string>("Out").ToArray());
    }

    [TestMethod]
    public void NormalizeText_OfVector_DropsWhatBecomesEmpty()
    {
        IDataView view = _ml.Data.LoadFromEnumerable([new { Words = new[] { "A", "!", "b" } }]);
        var estimator = _ml.Transforms.Text.NormalizeText("Out", "Words", keepPunctuations: false);

        CollectionAssert.AreEqual(new[] { "a", "b" }, Apply(estimator, view).GetColumn<string[]>("Out").Single());
    }

    [TestMethod]
    public void ProduceNgrams_Tf_CountsInOrderOfAppearance()
    {
        // "a b a": a, a|b, b, b|a; the last a is known. "b b" adds b|b.
        IDataView result = Ngrams(new(2, NgramExtractingEstimator.WeightingCriteria.Tf));

        CollectionAssert.AreEqual(new[] { "a", "a|b", "b", "b|a", "b|b" }, SlotNames(result));
        float[][] counts = [.. result.GetColumn<float[]>("Grams")];
        CollectionAssert.AreEqual(new[] { 2f, 1f, 1f, 1f, 0f }, counts[0]);
        CollectionAssert.AreEqual(new[] { 0f, 0f, 2f, 0f, 1f }, counts[1]);
    }

    [TestMethod]
    public void ProduceNgrams_IdfAndTfIdf_WeighByDocuments()
    {
        // b is in both documents: log(2 / 2) = 0; the others in one: log 2.
        float log2 = (float)Math.Log(2);
        float[][] idf = [.. Ngrams(new(1, NgramExtractingEstimator.WeightingCriteria.Idf)).GetColumn<float[]>("Grams")];
        float[][] tfIdf = [.. Ngrams(new(1, NgramExtractingEstimator.WeightingCriteria.TfIdf)).GetColumn<float[]>("Grams")];

        CollectionAssert.AreEqual(new[] { log2, 0f }, idf[0]);
        CollectionAssert.AreEqual(new[] { (float)(2 * Math.Log(2)), 0f }, tfIdf[0]);
        CollectionAssert.AreEqual(new[] { 0f, 0f }, tfIdf[1]);
    }

    [TestMethod]
    public void ProduceNgrams_Options_LimitLengthsAndSkip()
    {
        IDataView onlyTwo = Ngrams(new(2, NgramExtractingEstimator.WeightingCriteria.Tf) { AllLengths = false });
        IDataView skip = Ngrams(new(2, NgramExtractingEstimator.WeightingCriteria.Tf) { Skip = 1 });
        IDataView few = Ngrams(new(2, NgramExtractingEstimator.WeightingCriteria.Tf) { Maximum = 1 });

        CollectionAssert.AreEqual(new[] { "a|b", "b|a", "b|b" }, SlotNames(onlyTwo));
        CollectionAssert.AreEqual(new[] { "a", "a|b", "a|a", "b", "b|a", "b|b" }, SlotNames(skip));
        CollectionAssert.AreEqual(new[] { "a", "a|b" }, SlotNames(few));
    }

    [TestMethod]
    public void ProduceNgrams_OfText_IsRefused()
    {
        var estimator = _ml.Transforms.Text.ProduceNgrams("Grams", "Text");

        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => estimator.GetOutputSchema(SchemaTests.Shape(Texts("a"))));
        Assert.ThrowsExactly<InvalidOperationException>(() => estimator.Fit(Texts("a")));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Transforms.Text.ProduceNgrams("Grams", "Text", ngramLength: 8, skipLength: 3));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Transforms.Text.ProduceNgrams("Grams", "Text", ngramLength: 1, skipLength: 1));
    }

    [TestMethod]
    public void TokenizeIntoCharactersAsKeys_MarksTheEnds()
    {
        IDataView marked = Apply(_ml.Transforms.Text.TokenizeIntoCharactersAsKeys("Out", "Text"), Texts("ab", ""));
        IDataView bare = Apply(_ml.Transforms.Text.TokenizeIntoCharactersAsKeys("Out", "Text", useMarkerCharacters: false), Texts("ab"));

        CollectionAssert.AreEqual(new ushort[] { 2, 'a', 'b', 3 }, marked.GetColumn<ushort[]>("Out").First());
        Assert.IsEmpty(marked.GetColumn<ushort[]>("Out").Last());
        CollectionAssert.AreEqual(new ushort[] { 'a', 'b' }, bare.GetColumn<ushort[]>("Out").Single());
        Assert.AreEqual(new VectorDataViewType(new KeyDataViewType(typeof(ushort), 65535)), bare.Schema["Out"].Type);
        VBuffer<ReadOnlyMemory<char>> keys = default;
        bare.Schema["Out"].GetKeyValues(ref keys);
        Assert.AreEqual("a", keys.GetItemOrDefault('a' - 1).ToString());
        Assert.AreEqual("<\u2420>", keys.GetItemOrDefault(' ' - 1).ToString());
        Assert.AreEqual("<NEL>", keys.GetItemOrDefault(0x85 - 1).ToString());
        Assert.AreEqual("\\u4X", keys.GetItemOrDefault(0xD800 - 1).ToString());
    }

    [TestMethod]
    public void CustomMapping_ComputesAllOutputsAtOnce()
    {
        int calls = 0;
        IDataView view = Texts("ab", "c");
        IDataView result = _ml.Transforms.CustomMapping<Line, Measured>(
            (line, measured) =>
            {
                Interlocked.Increment(ref calls);
                measured.Length = line.Text!.Length;
                measured.Upper = line.Text.ToUpperInvariant();
            },
            null).Fit(view).Transform(view);

        Measured[] rows = [.. _ml.Data.CreateEnumerable<Measured>(result, false)];

        CollectionAssert.AreEqual(new[] { "AB", "C" }, rows.Select(r => r.Upper).ToArray());
        CollectionAssert.AreEqual(new[] { 2, 1 }, rows.Select(r => r.Length).ToArray());
        Assert.AreEqual(2, calls);
    }

    [TestMethod]
    public void CustomMapping_WithContract_IsSavedAndLoaded()
    {
        var estimator = _ml.Transforms.CustomMapping(new Measure().GetMapping(), Measure.Contract);

        CollectionAssert.AreEqual(new[] { 2, 0 }, Apply(estimator, Texts("ab", "")).GetColumn<int>("Length").ToArray());
    }

    [TestMethod]
    public void CustomMapping_WithoutContract_CannotBeSaved()
    {
        ITransformer fitted = _ml.Transforms.CustomMapping(new Measure().GetMapping(), null).Fit(Texts("a"));
        using var stream = new MemoryStream();

        Assert.ThrowsExactly<InvalidOperationException>(() => _ml.Model.Save(fitted, null, stream));
    }

    [TestMethod]
    public void CustomMapping_MissingInput_IsRefused()
    {
        IDataView view = _ml.Data.LoadFromEnumerable([new { Other = 1f }]);

        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Transforms.CustomMapping(new Measure().GetMapping(), null).Fit(view).Transform(view));
    }

    /// <summary>The result of a fitted transformer, after checking that the loaded one gives the same and that the promise was kept.</summary>
    private IDataView Apply(IEstimator<ITransformer> estimator, IDataView view)
    {
        SchemaShape promise = estimator.GetOutputSchema(SchemaTests.Shape(view));
        ITransformer fitted = estimator.Fit(view);
        IDataView result = fitted.Transform(view);
        using var stream = new MemoryStream();
        _ml.Model.Save(fitted, view.Schema, stream);
        stream.Position = 0;
        IDataView again = new MLContext().Model.Load(stream, out _).Transform(view);

        DataDebuggerPreview expected = result.Preview();
        DataDebuggerPreview actual = again.Preview();
        CollectionAssert.AreEqual(result.Schema.Select(c => (c.Name, c.Type.ToString())).ToArray(), again.Schema.Select(c => (c.Name, c.Type.ToString())).ToArray());
        CollectionAssert.AreEqual(Strings(expected), Strings(actual));
        CollectionAssert.AreEquivalent(
            promise.Select(c => (c.Name, c.Kind)).ToArray(),
            SchemaTests.Shape(result).Select(c => (c.Name, c.Kind)).ToArray());
        return result;
    }

    private static string[] Strings(DataDebuggerPreview preview)
        => [.. preview.ColumnView.SelectMany(c => c.Values).Select(v => v is VBuffer<ReadOnlyMemory<char>> t ? string.Join('|', t.DenseValues()) : v.ToString()!)];

    private static string[] SlotNames(IDataView view)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        view.Schema["Grams"].Annotations.GetValue("SlotNames", ref names);
        return [.. names.DenseValues().Select(n => n.ToString())];
    }

    private IDataView Ngrams(NgramSettings settings)
    {
        var chain = _ml.Transforms.Text.TokenizeIntoWords("Words", "Text")
            .Append(_ml.Transforms.Conversion.MapValueToKey("Keys", "Words"))
            .Append(_ml.Transforms.Text.ProduceNgrams(
                "Grams", "Keys", settings.Length, settings.Skip, settings.AllLengths, settings.Maximum, settings.Weighting));
        return Apply(chain, Texts("a b a", "b b"));
    }

    private IDataView Texts(params string[] texts) => _ml.Data.LoadFromEnumerable(texts.Select(t => new Line { Text = t }));

    public sealed class Line
    {
        public string? Text { get; set; }
    }

    public sealed class Measured
    {
        public int Length { get; set; }

        public string? Upper { get; set; }
    }

    [CustomMappingFactoryAttribute(Contract)]
    public sealed class Measure : CustomMappingFactory<Line, Measured>
    {
        public const string Contract = "LanguageModeling.Offline.Tests.Measure";

        public override Action<Line, Measured> GetMapping() => (line, measured) => measured.Length = line.Text!.Length;
    }

    private sealed record NgramSettings(int Length, NgramExtractingEstimator.WeightingCriteria Weighting)
    {
        public int Skip { get; init; }

        public bool AllLengths { get; init; } = true;

        public int Maximum { get; init; } = 1000;
    }
}
