using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace LanguageModeling.Offline.Tests;

/// <summary>Missing values, keys and conversions.</summary>
[TestClass]
public sealed class ValueTests
{
    private readonly MLContext _ml = new();

    [TestMethod]
    public void LoadFromEnumerable_NullTextAndArray_AreEmpty()
    {
        IDataView view = _ml.Data.LoadFromEnumerable([new Row()]);

        Assert.AreEqual("", view.GetColumn<string>("Text").Single());
        Assert.AreEqual(0, view.GetColumn<float[]>("Numbers").Single().Length);
        Assert.AreEqual(0, view.GetColumn<string[]>("Words").Single().Length);
    }

    [TestMethod]
    public void LoadFromEnumerable_NullRow_IsRefusedWhenReached()
    {
        IDataView view = _ml.Data.LoadFromEnumerable(new Row?[] { new(), null });

        Assert.ThrowsExactly<InvalidOperationException>(() => view.GetColumn<string>("Text").ToArray());
    }

    [TestMethod]
    public void LoadFromEnumerable_KeyMember_IsOneBasedInTheView()
    {
        IDataView view = _ml.Data.LoadFromEnumerable(new uint[] { 0, 1, 2, 3, 9 }.Select(k => new Row { Key = k }));

        CollectionAssert.AreEqual(new uint[] { 1, 2, 3, 0, 0 }, view.GetColumn<uint>("Key").ToArray());
    }

    [TestMethod]
    public void CreateEnumerable_KeyMember_GetsTheRawValue()
    {
        IDataView view = _ml.Data.LoadFromEnumerable([new Row { Key = 2 }]);

        Assert.AreEqual(3u, _ml.Data.CreateEnumerable<Row>(view, reuseRowObject: false).Single().Key);
    }

    [TestMethod]
    public void MapValueToKey_UnseenText_IsMissing()
    {
        IDataView train = Texts("b", "a", "b", "");
        ITransformer map = _ml.Transforms.Conversion.MapValueToKey("Out", "Text").Fit(train);

        IDataView mapped = map.Transform(Texts("a", "b", "c", ""));

        CollectionAssert.AreEqual(new uint[] { 2, 1, 0, 0 }, mapped.GetColumn<uint>("Out").ToArray());
        Assert.AreEqual(new KeyDataViewType(typeof(uint), 2), mapped.Schema["Out"].Type);
        CollectionAssert.AreEqual(new[] { "b", "a" }, KeyValues(mapped, "Out"));
    }

    [TestMethod]
    public void MapValueToKey_ByValue_SortsTheKeys()
    {
        IDataView train = Texts("b", "c", "a");

        IDataView mapped = _ml.Transforms.Conversion
            .MapValueToKey("Out", "Text", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue).Fit(train).Transform(train);

        CollectionAssert.AreEqual(new[] { "a", "b", "c" }, KeyValues(mapped, "Out"));
        CollectionAssert.AreEqual(new uint[] { 2, 3, 1 }, mapped.GetColumn<uint>("Out").ToArray());
    }

    [TestMethod]
    public void MapKeyToValue_MissingKey_IsEmptyText()
    {
        ITransformer map = _ml.Transforms.Conversion.MapValueToKey("Out", "Text")
            .Append(_ml.Transforms.Conversion.MapKeyToValue("Back", "Out")).Fit(Texts("a", "b"));

        IDataView back = map.Transform(Texts("b", "z", "a"));

        CollectionAssert.AreEqual(new[] { "b", "", "a" }, back.GetColumn<string>("Back").ToArray());
    }

    [TestMethod]
    public void ConvertType_TextToSingle_GivesNaNForWhatIsNoNumberAndZeroForNothing()
    {
        IDataView view = Texts("1.5", "x", "");

        float[] values = [.. _ml.Transforms.Conversion.ConvertType("Out", "Text").Fit(view).Transform(view).GetColumn<float>("Out")];

        CollectionAssert.AreEqual(new[] { 1.5f, float.NaN, 0f }, values);
    }

    [TestMethod]
    public void ConvertType_BadTextToInt32_Throws()
    {
        IDataView view = Texts("x");
        IDataView converted = _ml.Transforms.Conversion.ConvertType("Out", "Text", DataKind.Int32).Fit(view).Transform(view);

        Assert.Throws<InvalidOperationException>(() => converted.GetColumn<int>("Out").ToArray());
    }

    private static string[] KeyValues(IDataView view, string column)
    {
        VBuffer<ReadOnlyMemory<char>> values = default;
        view.Schema[column].GetKeyValues(ref values);
        return [.. values.DenseValues().Select(v => v.ToString())];
    }

    private IDataView Texts(params string[] texts) => _ml.Data.LoadFromEnumerable(texts.Select(t => new Row { Text = t }));

    public sealed class Row
    {
        public string? Text { get; set; }

        public float[]? Numbers { get; set; }

        public string[]? Words { get; set; }

        [KeyType(3)]
        public uint Key { get; set; }
    }
}
