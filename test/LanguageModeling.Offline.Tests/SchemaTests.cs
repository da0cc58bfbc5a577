using Microsoft.ML;
using Microsoft.ML.Data;

namespace LanguageModeling.Offline.Tests;

/// <summary>Schemas, hiding, annotations and schema shapes.</summary>
[TestClass]
public sealed class SchemaTests
{
    [TestMethod]
    public void Schema_SameNameTwice_HidesTheEarlier()
    {
        DataViewSchema schema = TwoOfOneName();

        Assert.AreEqual(3, schema.Count);
        Assert.IsTrue(schema[0].IsHidden);
        Assert.IsFalse(schema[2].IsHidden);
        Assert.AreEqual(2, schema["A"].Index);
        Assert.AreEqual(2, schema.GetColumnOrNull("A")!.Value.Index);
        Assert.IsNull(schema.GetColumnOrNull("C"));
    }

    [TestMethod]
    public void Schema_MissingName_IsRefused()
    {
        ArgumentOutOfRangeException e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => TwoOfOneName()["X"]);

        StringAssert.Contains(e.Message, "Column 'X' not found");
    }

    [TestMethod]
    public void Schema_Builder_CopiesDetachedColumns()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(TwoOfOneName().Select(c => new DataViewSchema.DetachedColumn(c)));

        DataViewSchema schema = builder.ToSchema();

        CollectionAssert.AreEqual(new[] { "A", "B", "A" }, schema.Select(c => c.Name).ToArray());
        Assert.AreEqual(NumberDataViewType.Double, schema["A"].Type);
    }

    [TestMethod]
    public void Schema_Transform_PutsAReplacedColumnBesideTheOneItHides()
    {
        var ml = new MLContext();
        IDataView view = ml.Data.LoadFromEnumerable([new { A = "1", B = 2f }]);

        DataViewSchema schema = ml.Transforms.Conversion.ConvertType("A", outputKind: DataKind.Double).Fit(view).Transform(view).Schema;

        CollectionAssert.AreEqual(new[] { "A", "A", "B" }, schema.Select(c => c.Name).ToArray());
        Assert.IsTrue(schema[0].IsHidden);
        Assert.AreEqual(NumberDataViewType.Double, schema["A"].Type);
    }

    [TestMethod]
    public void Annotations_Getter_GivesTheValue()
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add("Kind", NumberDataViewType.Int32, (ref int value) => value = 7);
        builder.AddPrimitiveValue("Text", TextDataViewType.Instance, "x".AsMemory());
        DataViewSchema.Annotations annotations = builder.ToAnnotations();
        int number = 0;
        annotations.GetValue("Kind", ref number);
        ReadOnlyMemory<char> text = default;
        annotations.GetValue("Text", ref text);

        Assert.AreEqual(7, number);
        Assert.AreEqual("x", text.ToString());
        CollectionAssert.AreEqual(new[] { "Kind", "Text" }, annotations.Schema.Select(c => c.Name).ToArray());
    }

    [TestMethod]
    public void Annotations_AbsentKind_IsRefused()
    {
        InvalidOperationException e = Assert.ThrowsExactly<InvalidOperationException>(() =>
        {
            int value = 0;
            DataViewSchema.Annotations.Empty.GetValue("None", ref value);
        });

        StringAssert.Contains(e.Message, "Invalid call to 'GetValue'");
    }

    [TestMethod]
    public void SchemaShape_OfKeys_HasTheRawType()
    {
        var ml = new MLContext();
        IDataView view = ml.Data.LoadFromEnumerable([new { Text = "a" }]);
        SchemaShape shape = ml.Transforms.Conversion.MapValueToKey("Key", "Text").GetOutputSchema(Shape(view));

        SchemaShape.Column key = shape.Single(c => c.Name == "Key");
        Assert.IsTrue(key.IsKey);
        Assert.AreEqual(NumberDataViewType.UInt32, key.ItemType);
        Assert.AreEqual(SchemaShape.Column.VectorKind.Scalar, key.Kind);
        Assert.AreEqual("KeyValues", key.Annotations.Single().Name);
    }

    /// <summary>The shape of a view, by way of an estimator that changes nothing.</summary>
    internal static SchemaShape Shape(IDataView view)
    {
        var spy = new ShapeSpy();
        new EstimatorChain<ITransformer>().Append(spy).Fit(view);
        return spy.Seen!;
    }

    private static DataViewSchema TwoOfOneName()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("A", NumberDataViewType.Single);
        builder.AddColumn("B", NumberDataViewType.Single);
        builder.AddColumn("A", NumberDataViewType.Double);
        return builder.ToSchema();
    }

    private sealed class ShapeSpy : IEstimator<ITransformer>
    {
        public SchemaShape? Seen { get; private set; }

        public ITransformer Fit(IDataView input) => new TransformerChain<ITransformer>();

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => Seen = inputSchema;
    }
}
