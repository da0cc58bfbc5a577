using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Text;

/// <summary>Mirrors the estimator of <see cref="NgramExtractingTransformer"/>.</summary>
public sealed class NgramExtractingEstimator : IEstimator<NgramExtractingTransformer>
{
    internal const int LongestWindow = 10;
    internal const string Expected = "Expected vector of Key type, and Key is convertible to UInt32";

    private readonly IHost _host;
    private readonly string _output;
    private readonly string _input;
    private readonly int[] _limits;
    private readonly int _skip;
    private readonly WeightingCriteria _weighting;

    internal NgramExtractingEstimator(IHostEnvironment env, string output, string input, int[] limits, int skip, WeightingCriteria weighting)
    {
        _host = env.Register(nameof(NgramExtractingEstimator));
        (_output, _input, _limits, _skip, _weighting) = (output, input, limits, skip, weighting);
    }

    /// <summary>Mirrors how much an n-gram counts: how often it occurs, how rare it is among documents, or both multiplied.</summary>
    public enum WeightingCriteria
    {
        Tf = 0,
        Idf = 1,
        TfIdf = 2,
    }

    public NgramExtractingTransformer Fit(IDataView input)
    {
        DataViewSchema.Column column = input.Schema.GetColumnOrNull(_input) ?? throw _host.ExceptSchemaMismatch("inputSchema", "input", _input);
        var ngrams = new NgramColumn(input, column, _limits, _skip, _weighting);
        return new NgramExtractingTransformer(_host.Register(nameof(NgramExtractingTransformer)), _output, _input, ngrams);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        if (!inputSchema.TryFindColumn(_input, out SchemaShape.Column column))
        {
            throw _host.ExceptSchemaMismatch(nameof(inputSchema), "input", _input);
        }

        if (column.Kind == SchemaShape.Column.VectorKind.Scalar || !column.IsKey || column.ItemType.RawType == typeof(ulong))
        {
            throw _host.ExceptSchemaMismatch(nameof(inputSchema), "input", _input, Expected, column.GetTypeString());
        }

        bool named = column.Annotations.TryFindColumn(AnnotationKinds.KeyValues, out SchemaShape.Column values)
            && values.Kind == SchemaShape.Column.VectorKind.Vector
            && values.ItemType is TextDataViewType;
        var annotations = new SchemaShape(named ? [AnnotationKinds.TextVectorShape(AnnotationKinds.SlotNames)] : []);
        return TextColumns.With(inputSchema, new SchemaShape.Column(_output, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false, annotations));
    }

    /// <summary>How many n-grams of each length are kept: the maximum for all lengths, or for the longest alone.</summary>
    internal static int[] Limits(int ngramLength, int skipLength, bool useAllLengths, int maximumNgramsCount)
    {
        Contracts.CheckParam(ngramLength != 1 || skipLength == 0, nameof(skipLength), $"skipLength (actual value: {skipLength}) can only be zero when ngramLength set to one.");
        Contracts.CheckParam(ngramLength + skipLength <= LongestWindow, nameof(skipLength), $"The sum of skipLength and ngramLength must be less than or equal to {LongestWindow}");
        Contracts.CheckParam(ngramLength is > 0 and <= LongestWindow, nameof(ngramLength), "Invalid n-gram length.");
        Contracts.CheckParam(maximumNgramsCount > 0, "maximumNgramsCounts", "Invalid maximum number of n-grams.");
        return [.. Enumerable.Range(1, ngramLength).Select(length => useAllLengths || length == ngramLength ? maximumNgramsCount : 0)];
    }
}
