using System.Collections;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LanguageModeling.Offline.Tests;

/// <summary>Lazy views and the rules of cursors.</summary>
[TestClass]
public sealed class CursorTests
{
    private readonly MLContext _ml = new();

    [TestMethod]
    public void View_OverEnumerable_IsEnumeratedOncePerCursor()
    {
        var source = new CountingSource(3);
        IDataView view = _ml.Data.LoadFromEnumerable(source);
        Assert.AreEqual(0, source.Enumerations);

        Assert.AreEqual(3, view.GetColumn<int>("Value").Count());
        Assert.AreEqual(3, view.GetColumn<int>("Value").Count());

        Assert.AreEqual(2, source.Enumerations);
        Assert.IsFalse(view.CanShuffle);
        Assert.IsNull(view.GetRowCount());
    }

    [TestMethod]
    public void View_OverCollection_KnowsItsCount()
        => Assert.AreEqual(2L, _ml.Data.LoadFromEnumerable(new List<Row> { new(), new() }).GetRowCount());

    [TestMethod]
    public void Cursor_OverEnumerable_CountsPositionsAndIds()
    {
        IDataView view = _ml.Data.LoadFromEnumerable([new Row { Value = 4 }, new Row { Value = 5 }]);
        using DataViewRowCursor cursor = view.GetRowCursor(view.Schema);
        ValueGetter<int> value = cursor.GetGetter<int>(view.Schema["Value"]);
        ValueGetter<DataViewRowId> id = cursor.GetIdGetter();
        Assert.AreEqual(-1L, cursor.Position);
        Assert.AreSame(view.Schema, cursor.Schema);
        var seen = new List<(long, ulong, int)>();
        while (cursor.MoveNext())
        {
            int v = 0;
            DataViewRowId rowId = default;
            value(ref v);
            id(ref rowId);
            seen.Add((cursor.Position, rowId.Low, v));
        }

        CollectionAssert.AreEqual(new[] { (0L, 0UL, 4), (1L, 1UL, 5) }, seen);
        Assert.AreEqual(-1L, cursor.Position);
        Assert.IsFalse(cursor.MoveNext());
    }

    [TestMethod]
    public void Cursor_ColumnNotAskedFor_IsInactive()
    {
        IDataView view = _ml.Data.LoadFromEnumerable([new Row()]);
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Value"]]);

        Assert.IsTrue(cursor.IsColumnActive(view.Schema["Value"]));
        Assert.IsFalse(cursor.IsColumnActive(view.Schema["Text"]));
        Assert.Throws<ArgumentException>(() => cursor.GetGetter<ReadOnlyMemory<char>>(view.Schema["Text"]));
    }

    [TestMethod]
    public void Cursor_WrongGetterType_IsRefused()
    {
        IDataView view = _ml.Data.LoadFromEnumerable([new Row()]);
        using DataViewRowCursor cursor = view.GetRowCursor(view.Schema);

        Assert.ThrowsExactly<InvalidOperationException>(() => cursor.GetGetter<float>(view.Schema["Value"]));
    }

    [TestMethod]
    public void CursorSet_OverEnumerable_IsOne()
    {
        IDataView view = _ml.Data.LoadFromEnumerable([new Row()]);

        DataViewRowCursor[] set = view.GetRowCursorSet(view.Schema, 4);

        Assert.HasCount(1, set);
        set[0].Dispose();
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    public void CursorSet_OfTransform_PartitionsTheRowsInOrderOfBatches(int n)
    {
        IDataView view = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 500).Select(i => new Row { Value = i }));
        IDataView converted = _ml.Transforms.Conversion.ConvertType("Out", "Value", DataKind.Double).Fit(view).Transform(view);
        var rows = new List<(long Batch, long Position, double Value)>();
        DataViewRowCursor[] set = converted.GetRowCursorSet([converted.Schema["Out"]], n);
        foreach (DataViewRowCursor cursor in set)
        {
            using (cursor)
            {
                ValueGetter<double> getter = cursor.GetGetter<double>(converted.Schema["Out"]);
                long last = -1;
                while (cursor.MoveNext())
                {
                    double value = 0;
                    getter(ref value);
                    Assert.IsGreaterThanOrEqualTo(last, cursor.Batch);
                    last = cursor.Batch;
                    rows.Add((cursor.Batch, cursor.Position, value));
                }
            }
        }

        Assert.HasCount(n, set);
        CollectionAssert.AreEqual(
            Enumerable.Range(0, 500).Select(i => (double)i).ToArray(), rows.OrderBy(r => r.Batch).ThenBy(r => r.Position).Select(r => r.Value).ToArray());
    }

    [TestMethod]
    public void Transform_OfMissingColumn_IsRefusedBeforeAnyRow()
    {
        IDataView view = _ml.Data.LoadFromEnumerable([new Row()]);
        var estimator = _ml.Transforms.Conversion.ConvertType("Out", "Nothing");

        Assert.Throws<ArgumentOutOfRangeException>(() => estimator.Fit(view));
    }

    [TestMethod]
    public void GetColumn_OfMissingOrWronglyTypedColumn_IsRefused()
    {
        IDataView view = _ml.Data.LoadFromEnumerable([new Row()]);

        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => view.GetColumn<int>("Nothing"));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => view.GetColumn<float>("Value").ToArray());
    }

    [TestMethod]
    public void CreateEnumerable_MissingColumn_IsRefusedUnlessIgnored()
    {
        IDataView view = _ml.Data.LoadFromEnumerable([new { Value = 3 }]);

        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Data.CreateEnumerable<Row>(view, false).ToArray());
        Row row = _ml.Data.CreateEnumerable<Row>(view, false, ignoreMissingColumns: true).Single();
        Assert.AreEqual(3, row.Value);
        Assert.IsNull(row.Text);
    }

    [TestMethod]
    public void CreateEnumerable_WrongType_IsRefused()
    {
        IDataView view = _ml.Data.LoadFromEnumerable([new { Value = 3f, Text = "" }]);

        InvalidOperationException e = Assert.ThrowsExactly<InvalidOperationException>(() => _ml.Data.CreateEnumerable<Row>(view, false).ToArray());

        StringAssert.Contains(e.Message, "Can't bind the IDataView column 'Value'");
    }

    [TestMethod]
    [DataRow(true, 1)]
    [DataRow(false, 2)]
    public void CreateEnumerable_ReuseRowObject_YieldsOneObject(bool reuse, int objects)
    {
        IDataView view = _ml.Data.LoadFromEnumerable([new Row(), new Row()]);

        Assert.AreEqual(objects, _ml.Data.CreateEnumerable<Row>(view, reuse).Distinct(ReferenceEqualityComparer.Instance).Count());
    }

    [TestMethod]
    public void TakeRows_SkipRows_Cache_GiveTheRowsInOrder()
    {
        IDataView view = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 10).Select(i => new Row { Value = i }));

        IDataView part = _ml.Data.Cache(_ml.Data.TakeRows(_ml.Data.SkipRows(view, 3), 4));

        CollectionAssert.AreEqual(new[] { 3, 4, 5, 6 }, part.GetColumn<int>("Value").ToArray());
        CollectionAssert.AreEqual(new[] { 3, 4, 5, 6 }, part.GetColumn<int>("Value").ToArray());
    }

    [TestMethod]
    public void TrainTestSplit_PartitionsTheRows()
    {
        IDataView view = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 200).Select(i => new Row { Value = i }));

        DataOperationsCatalog.TrainTestData split = _ml.Data.TrainTestSplit(view, 0.25, seed: 1);
        int[] train = [.. split.TrainSet.GetColumn<int>("Value")];
        int[] test = [.. split.TestSet.GetColumn<int>("Value")];

        CollectionAssert.AreEquivalent(Enumerable.Range(0, 200).ToArray(), train.Concat(test).ToArray());
        Assert.IsGreaterThan(train.Length / 10, test.Length);
        Assert.IsLessThan(train.Length, test.Length);
    }

    public sealed class Row
    {
        public int Value { get; set; }

        public string? Text { get; set; }
    }

    private sealed class CountingSource(int count) : IEnumerable<Row>
    {
        public int Enumerations { get; private set; }

        public IEnumerator<Row> GetEnumerator()
        {
            Enumerations++;
            return Enumerable.Range(0, count).Select(i => new Row { Value = i }).GetEnumerator();
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
