using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;
using static Microsoft.ML.SchemaShape.Column;

[assembly: LoadableClass(typeof(ValueToKeyMappingTransformer), null, typeof(SignatureLoadModel), "Term Transform", ValueToKeyMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>
/// Mirrors learning a map from values to keys, in the order of occurrence or of value, up to a number of keys. Empty text, NaN
/// and the missing key are not learned.
/// </summary>
public sealed class ValueToKeyMappingEstimator : IEstimator<ValueToKeyMappingTransformer>
{
    private readonly IHost _host;
    private readonly (string outputColumnName, string inputColumnName)[] _columns;
    private readonly int _maximumNumberOfKeys;
    private readonly bool _sorted, _asText;
    private readonly IDataView _keyData;

    internal ValueToKeyMappingEstimator(IHostEnvironment env, (string outputColumnName, string inputColumnName)[] columns, int maximumNumberOfKeys, KeyOrdinality keyOrdinality, bool asText, IDataView keyData)
    {
        _host = env.Register(nameof(ValueToKeyMappingEstimator));
        _host.CheckParam(columns is { Length: > 0 }, nameof(columns), "There are no columns.");
        _host.CheckParam(keyData is null || keyData.Schema.Count == 1, nameof(keyData),
            $"If specified, this data view should contain only a single column containing the terms to map, but this had {keyData?.Schema.Count} columns.");
        (_columns, _maximumNumberOfKeys, _sorted, _asText, _keyData) = (columns, maximumNumberOfKeys, keyOrdinality == KeyOrdinality.ByValue, asText, keyData);
    }

    /// <summary>Mirrors the order of the keys.</summary>
    public enum KeyOrdinality : byte
    {
        ByOccurrence = 0,
        ByValue = 1,
    }

    public ValueToKeyMappingTransformer Fit(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        _host.CheckParam(_maximumNumberOfKeys > 0, "MaxNumTerms", "Must be positive");
        using IChannel channel = _host.Start("Training");
        TermMap[] maps = [.. _columns.Select(pair => Learn(input, input.Schema.GetColumnOrNull(pair.inputColumnName)
            ?? throw _host.ExceptSchemaMismatch("inputSchema", "input", pair.inputColumnName)))];
        return new ValueToKeyMappingTransformer(_host.Register(ValueToKeyMappingTransformer.Name), _columns, maps, [.. _columns.Select(_ => _asText)]);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        var columns = inputSchema.ToDictionary(c => c.Name);
        foreach ((string output, string input) in _columns)
        {
            if (!inputSchema.TryFindColumn(input, out SchemaShape.Column column) || column.ItemType is RowIdDataViewType || DataKinds.PrimitiveTypeOrNull(column.ItemType.RawType) is null)
            {
                throw _host.ExceptSchemaMismatch(nameof(inputSchema), "input", input);
            }

            if (!column.IsKey || !column.Annotations.TryFindColumn(AnnotationKinds.KeyValues, out SchemaShape.Column values) || values.Kind != VectorKind.Vector)
            {
                values = new(AnnotationKinds.KeyValues, VectorKind.Vector, _asText ? TextDataViewType.Instance : column.ItemType, column.IsKey && !_asText);
            }

            columns[output] = new(output, column.Kind, NumberDataViewType.UInt32, true, new SchemaShape(column.Annotations.Where(a => a.Name == AnnotationKinds.SlotNames).Append(values)));
        }

        return new SchemaShape(columns.Values);
    }

    private TermMap Learn(IDataView input, DataViewSchema.Column column)
    {
        if (column.Type.ItemType() is RowIdDataViewType || DataKinds.PrimitiveTypeOrNull(column.Type.ItemType().RawType) is null)
        {
            throw _host.ExceptSchemaMismatch("inputSchema", "input", column.Name, "standard type or a vector of standard type", column.Type.ToString());
        }

        (IDataView data, DataViewSchema.Column from) = _keyData is null ? (input, column) : (_keyData, _keyData.Schema[0]);
        _host.CheckParam(from.Type.ItemType().Equals(column.Type.ItemType()), "keyData", $"Input data's column must be of type '{column.Type.ItemType()}' but was '{from.Type}'");
        using DataViewRowCursor cursor = data.GetRowCursor([from]);
        return TermMap.Learn(column.Type.ItemType(), cursor, from, _keyData is null ? _maximumNumberOfKeys : int.MaxValue, _sorted);
    }
}

/// <summary>Mirrors the transformer: unseen values become key 0; the values are the KeyValues annotation.</summary>
public sealed class ValueToKeyMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "TermTransform", Name = "Term";
    private const string MapsFolder = "Vocabulary";
    private readonly TermMap[] _maps;
    private readonly bool[] _asText;

    internal ValueToKeyMappingTransformer(IHost host, (string outputColumnName, string inputColumnName)[] columns, TermMap[] maps, bool[] asText) : base(host, columns)
        => (_maps, _asText) = (maps, asText);

    private ValueToKeyMappingTransformer(IHost host, ModelLoadContext ctx) : base(host, ctx)
    {
        _maps = new TermMap[ColumnPairs.Length];
        _asText = Array.ConvertAll(ColumnPairs, _ => ctx.Reader.ReadBoolean());
        bool found = ctx.TryProcessSubModel(MapsFolder, maps =>
        {
            maps.CheckAtModel(MapsVersion);
            host.CheckDecode(maps.Reader.ReadInt32() == _maps.Length, "There must be as many maps as columns.");
            for (int i = 0; i < _maps.Length; i++)
            {
                _maps[i] = TermMap.Load(maps);
            }
        });
        host.CheckDecode(found, $"Missing {MapsFolder} model");
    }

    private static VersionInfo Version
        => VersionInfo.BuiltIn("TERMTRNF", 0x00010003, 0x00010003, 0x00010003, LoaderSignature, typeof(ValueToKeyMappingTransformer));

    private static VersionInfo MapsVersion
        => VersionInfo.BuiltIn("TERM MAN", 0x00010002, 0x00010002, 0x00010002, "TermManager", typeof(ValueToKeyMappingTransformer));

    private protected override (DataViewType Type, DataViewSchema.Annotations Annotations, Func<DataViewRow, Delegate> CreateGetter) BindColumn(int pair, DataViewSchema.Column input)
    {
        TermMap map = _maps[pair];
        Host.Check(input.Type.ItemType().Equals(map.ItemType),
            $"Could not apply a map over type '{map.ItemType}' to column '{ColumnPairs[pair].outputColumnName}' since it has type '{input.Type.ItemType()}'");
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add(input.Annotations, name => name == AnnotationKinds.SlotNames && input.Type is VectorDataViewType);
        map.AddKeyValues(annotations, input, _asText[pair]);
        DataViewType output = input.Type is VectorDataViewType vector ? new VectorDataViewType(map.KeyType, vector.Dimensions) : map.KeyType;
        return (output, annotations.ToAnnotations(), row => ValueMapping.Getter(row, row.Schema[input.Index], map.Lookup, compact: true));
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
        foreach (bool asText in _asText)
        {
            ctx.Writer.Write(asText);
        }

        ctx.SaveSubModel(MapsFolder, maps =>
        {
            maps.CheckAtModel();
            maps.SetVersionInfo(MapsVersion);
            maps.Writer.Write(_maps.Length);
            foreach (TermMap map in _maps)
            {
                map.Save(maps);
            }

            maps.SaveTextStream("Terms.txt", writer => Array.ForEach(_maps, map => map.WriteText(writer)));
        });
    }

    private static ValueToKeyMappingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        return new ValueToKeyMappingTransformer(env.Register(Name), ctx);
    }
}
