using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Mirrors the transformer that fills an object from the row, runs the user's code and reads the columns from the result.</summary>
public sealed class CustomMappingTransformer<TSrc, TDst> : ITransformer
    where TSrc : class, new()
    where TDst : class, new()
{
    private readonly IHost _host;
    private readonly Action<TSrc, TDst> _map;
    private readonly string _contractName;
    private readonly TypedRows<TDst> _output;

    internal CustomMappingTransformer(
        IHostEnvironment env, Action<TSrc, TDst> map, string contractName, SchemaDefinition inputDefinition, SchemaDefinition outputDefinition)
    {
        _host = env.Register("CustomMappingTransformer");
        _host.CheckValue(map, "mapAction");
        (_map, _contractName, InputDefinition) = (map, contractName, inputDefinition);
        _output = new TypedRows<TDst>(outputDefinition ?? SchemaDefinition.Create(typeof(TDst), SchemaDefinition.Direction.Write));
    }

    bool ITransformer.IsRowToRowMapper => true;

    internal SchemaDefinition InputDefinition { get; }

    internal DataViewSchema AddedSchema => _output.Schema;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Mapping(inputSchema).OutputSchema;

    public IDataView Transform(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        return new MappedView(_host, input, Mapping(input.Schema));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => Mapping(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx)
        => CustomMappingLoader.Save(_host, ctx, _contractName, _map.Method.DeclaringType.Assembly.FullName);

    private RowMapping Mapping(DataViewSchema inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        return new RowMapping(new Binding(this, inputSchema));
    }

    private sealed class Binding(CustomMappingTransformer<TSrc, TDst> parent, DataViewSchema inputSchema) : RowBinding(inputSchema)
    {
        private readonly TypedReader<TSrc> _reader = new(parent._host, inputSchema, false, parent.InputDefinition);

        public override DataViewSchema.DetachedColumn[] Added { get; } = [.. parent._output.Schema.Select(c => new DataViewSchema.DetachedColumn(c))];

        public override IEnumerable<int> InputsFor(bool[] active) => active.Any(a => a) ? _reader.ColumnsOf(InputSchema).Select(c => c.Index) : [];

        /// <summary>One call for a row, however many of its columns are asked for.</summary>
        public override Delegate[] CreateGetters(DataViewRow input, bool[] active)
        {
            if (!active.Any(a => a))
            {
                return new Delegate[active.Length];
            }

            Action<TSrc> fill = _reader.Bind(input);
            var source = new TSrc();
            var result = new TDst();
            long done = -1;
            return parent._output.CreateGetters(Current, active);

            TDst Current()
            {
                if (done != input.Position)
                {
                    fill(source);
                    parent._map(source, result);
                    done = input.Position;
                }

                return result;
            }
        }
    }
}
