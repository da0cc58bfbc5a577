using Microsoft.ML;
using Microsoft.ML.Data;

namespace LanguageModeling.Offline.Tests;

/// <summary>Chains of estimators and transformers, prediction engines and previews.</summary>
[TestClass]
public sealed class ChainTests
{
    private readonly MLContext _ml = new();

    [TestMethod]
    public void Append_BuildsATypedChain()
    {
        var chain = _ml.Transforms.Conversion.ConvertType("B", "A")
            .Append(_ml.Transforms.Conversion.ConvertType("C", "B", DataKind.Double));

        TransformerChain<Microsoft.ML.Transforms.TypeConvertingTransformer> fitted = chain.Fit(Numbers(1, 2));

        CollectionAssert.AreEqual(new[] { 1.0, 2.0 }, fitted.Transform(Numbers(1, 2)).GetColumn<double>("C").ToArray());
        Assert.AreEqual(2, fitted.Count());
        Assert.AreSame(fitted.Last(), fitted.LastTransformer);
        Assert.IsTrue(((ITransformer)fitted).IsRowToRowMapper);
    }

    [TestMethod]
    public void Fit_SchemaError_ComesBeforeAnyFitting()
    {
        int fits = 0;
        var chain = _ml.Transforms.Conversion.ConvertType("B", "A").WithOnFitDelegate(_ => fits++)
            .Append(_ml.Transforms.Conversion.ConvertType("C", "Missing"));

        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => chain.Fit(Numbers(1)));
        Assert.AreEqual(0, fits);
    }

    [TestMethod]
    public void Transform_AppliesOnlyWhatIsForScoring()
    {
        var chain = new EstimatorChain<ITransformer>()
            .Append(_ml.Transforms.Conversion.ConvertType("B", "A"))
            .Append(_ml.Transforms.Conversion.ConvertType("C", "A"), TransformerScope.Training);
        var fitted = chain.Fit(Numbers(1));

        Assert.IsNull(fitted.Transform(Numbers(1)).Schema.GetColumnOrNull("C"));
        Assert.IsNotNull(fitted.Transform(Numbers(1)).Schema.GetColumnOrNull("B"));
    }

    [TestMethod]
    public void EmptyChain_IsTheIdentity()
    {
        IDataView view = Numbers(1);

        Assert.AreSame(view, new TransformerChain<ITransformer>().Transform(view));
    }

    [TestMethod]
    public void AppendCacheCheckpoint_OnAnEmptyChain_IsRefused()
        => Assert.ThrowsExactly<InvalidOperationException>(() => new EstimatorChain<ITransformer>().AppendCacheCheckpoint(_ml));

    [TestMethod]
    public void Mapper_OfChain_MapsARow()
    {
        ITransformer chain = _ml.Transforms.Conversion.ConvertType("B", "A")
            .Append(_ml.Transforms.Conversion.ConvertType("C", "B", DataKind.Double)).Fit(Numbers(1));
        IDataView view = Numbers(5);
        IRowToRowMapper mapper = chain.GetRowToRowMapper(view.Schema);
        using DataViewRowCursor cursor = view.GetRowCursor(mapper.GetDependencies([mapper.OutputSchema["C"]]));
        using DataViewRow row = mapper.GetRow(cursor, [mapper.OutputSchema["C"]]);
        ValueGetter<double> getter = row.GetGetter<double>(mapper.OutputSchema["C"]);
        cursor.MoveNext();
        double value = 0;
        getter(ref value);

        Assert.AreEqual(5.0, value);
        Assert.AreSame(mapper.OutputSchema, row.Schema);
        Assert.AreSame(view.Schema, mapper.InputSchema);
        Assert.IsTrue(row.IsColumnActive(mapper.OutputSchema["C"]));
    }

    [TestMethod]
    public void PredictionEngine_FillsWhatTheOutputClassAsksFor()
    {
        ITransformer chain = _ml.Transforms.Conversion.ConvertType("C", "A", DataKind.Double).Fit(Numbers(1));
        using PredictionEngine<Number, Result> engine = _ml.Model.CreatePredictionEngine<Number, Result>(chain);

        Assert.AreEqual(3.0, engine.Predict(new Number { A = 3 }).C);
        Assert.AreEqual(4.0, engine.Predict(new Number { A = 4 }).C);
        Assert.IsNotNull(engine.OutputSchema.GetColumnOrNull("A"));
        Assert.ThrowsExactly<ArgumentNullException>(() => engine.Predict(null!));
    }

    [TestMethod]
    public void PredictionEngine_MissingInput_IsRefusedAtOnce()
    {
        ITransformer chain = _ml.Transforms.Conversion.ConvertType("C", "A", DataKind.Double).Fit(Numbers(1));

        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Model.CreatePredictionEngine<Result, Result>(chain));
    }

    [TestMethod]
    public void PredictionEngine_Dispose_DisposesTheTransformerUnlessToldOtherwise()
    {
        var owned = new Disposable();
        var borrowed = new Disposable();
        _ml.Model.CreatePredictionEngine<Number, Result>(owned).Dispose();
        _ml.Model.CreatePredictionEngine<Number, Result>(borrowed, new PredictionEngineOptions { OwnsTransformer = false }).Dispose();

        Assert.AreEqual(1, owned.Disposals);
        Assert.AreEqual(0, borrowed.Disposals);
    }

    [TestMethod]
    public void Preview_ShowsUpToAHundredRows()
    {
        DataDebuggerPreview preview = Numbers([.. Enumerable.Range(0, 150)]).Preview();

        Assert.HasCount(100, preview.RowView);
        Assert.HasCount(100, preview.ColumnView[0].Values);
        Assert.AreEqual("A", preview.RowView[7].Values[0].Key);
        Assert.AreEqual(7, preview.RowView[7].Values[0].Value);
        Assert.AreEqual("1 columns, 100 rows", preview.ToString());
    }

    [TestMethod]
    public void Concatenate_CopyColumns_SelectColumns_BuildTheSchema()
    {
        var chain = _ml.Transforms.Conversion.ConvertType("F", "A")
            .Append(_ml.Transforms.Concatenate("V", "F", "F"))
            .Append(_ml.Transforms.CopyColumns("W", "V"));

        IDataView result = chain.Fit(Numbers(3)).Transform(Numbers(3));

        CollectionAssert.AreEqual(new[] { 3f, 3f }, result.GetColumn<float[]>("W").Single());
        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Single, 2), result.Schema["W"].Type);
    }

    private IDataView Numbers(params int[] values) => _ml.Data.LoadFromEnumerable(values.Select(v => new Number { A = v }));

    public sealed class Number
    {
        public int A { get; set; }
    }

    public sealed class Result
    {
        public double C { get; set; }
    }

    private sealed class Disposable : ITransformer, IDisposable
    {
        private readonly TransformerChain<ITransformer> _nothing = new();

        public int Disposals { get; private set; }

        public bool IsRowToRowMapper => true;

        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _nothing.GetOutputSchema(inputSchema);

        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => ((ITransformer)_nothing).GetRowToRowMapper(inputSchema);

        public IDataView Transform(IDataView input) => input;

        public void Save(ModelSaveContext ctx) => throw new NotSupportedException();

        public void Dispose() => Disposals++;
    }
}
