using Microsoft.ML;
using Microsoft.ML.Data;

namespace LanguageModeling.Conformance;

/// <summary>
/// Checks an estimator, its transformer and their saved form: all that ML.NET's own tests check of every estimator, and more that chains,
/// prediction engines and parallel readers depend on. Fails the running test at the first rule broken.
/// </summary>
public static class EstimatorConformance
{
    /// <summary>Checks everything.</summary>
    /// <param name="context">The ML.NET context.</param>
    /// <param name="estimator">The estimator.</param>
    /// <param name="data">Data that it can fit and transform.</param>
    /// <param name="invalid">Data that it must refuse.</param>
    public static void Check(MLContext context, IEstimator<ITransformer> estimator, IDataView data, params IDataView[] invalid)
    {
        SchemaShape promised = estimator.GetOutputSchema(SchemaShapes.Of(data.Schema));
        foreach (IDataView bad in invalid)
        {
            Expect.Refusal(() => estimator.GetOutputSchema(SchemaShapes.Of(bad.Schema)), "the estimator's GetOutputSchema on invalid input");
            Expect.Refusal(() => estimator.Fit(bad), "Fit on invalid input");
        }

        ITransformer transformer = estimator.Fit(data);
        ITransformer loaded = SaveAndLoad(context, transformer, data.Schema);
        Expect.True(
            loaded.GetType() == transformer.GetType() || loaded is TransformerChain<ITransformer>,
            $"saved a {transformer.GetType().Name}, loaded a {loaded.GetType().Name}");
        Transformer(transformer, loaded, data);
        foreach (IDataView bad in invalid)
        {
            foreach (ITransformer fitted in new[] { transformer, loaded })
            {
                Expect.Refusal(() => fitted.GetOutputSchema(bad.Schema), "the transformer's GetOutputSchema on invalid input");
                Expect.Refusal(() => fitted.Transform(bad), "Transform on invalid input, before the first row is read,");
            }
        }

        SchemaComparison.AreCompatible(promised, SchemaShapes.Of(transformer.GetOutputSchema(data.Schema)));
        (loaded as IDisposable)?.Dispose();
    }

    /// <summary>Checks the estimator alone, inside a chain, and inside a chain inside a chain.</summary>
    /// <param name="context">The ML.NET context.</param>
    /// <param name="estimator">The estimator.</param>
    /// <param name="data">Data that it can fit and transform.</param>
    /// <param name="invalid">Data that it must refuse.</param>
    public static void CheckAlsoInChains(MLContext context, IEstimator<ITransformer> estimator, IDataView data, params IDataView[] invalid)
    {
        Check(context, estimator, data, invalid);
        string column = data.Schema[0].Name;
        IEstimator<ITransformer> chain = estimator.Append(context.Transforms.CopyColumns("CopyAfter", column));
        Check(context, chain, data, invalid);
        Check(context, context.Transforms.CopyColumns("CopyBefore", column).Append(chain), data, invalid);
    }

    private static void Transformer(ITransformer transformer, ITransformer loaded, IDataView data)
    {
        DataViewSchema schema = transformer.GetOutputSchema(data.Schema);
        if (transformer.IsRowToRowMapper)
        {
            IRowToRowMapper mapper = transformer.GetRowToRowMapper(data.Schema);
            Expect.True(ReferenceEquals(mapper.InputSchema, data.Schema), "mapper.InputSchema is the schema that it was made for, itself");
            SchemaComparison.AreEqual(schema, mapper.OutputSchema, "GetOutputSchema and the mapper's OutputSchema");
            RowMapperChecks.Check(transformer, mapper, data);
        }
        else
        {
            Expect.Refusal(() => transformer.GetRowToRowMapper(data.Schema), "GetRowToRowMapper of a transformer that is no row mapper");
        }

        SchemaComparison.AreEqual(schema, loaded.GetOutputSchema(data.Schema), "GetOutputSchema before and after loading");
        IDataView original = transformer.Transform(data), again = loaded.Transform(data);
        SchemaComparison.AreEqual(schema, original.Schema, "GetOutputSchema and the schema of Transform");
        SchemaComparison.AreEqual(original.Schema, again.Schema, "schema of Transform before and after loading");
        ViewComparison.AreEqual(original, again);
        CursorChecks.Check(original);
    }

    private static ITransformer SaveAndLoad(MLContext context, ITransformer transformer, DataViewSchema schema)
    {
        using var file = new MemoryStream();
        context.Model.Save(transformer, schema, file);
        file.Position = 0;
        ITransformer loaded = context.Model.Load(file, out DataViewSchema loadedSchema);
        SchemaComparison.AreEqual(schema, loadedSchema, "the input schema before and after loading");
        return loaded;
    }
}
