using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Mirrors the base of built-in transformers that make each output column from one input column. Not derivable from outside.</summary>
public abstract class OneToOneTransformerBase : RowToRowTransformerBase
{
    internal readonly (string outputColumnName, string inputColumnName)[] ColumnPairs;

    private protected OneToOneTransformerBase(IHost host, params (string outputColumnName, string inputColumnName)[] columns) : base(host)
    {
        host.CheckValue(columns, nameof(columns));
        var names = new HashSet<string>();
        foreach ((string output, string input) in columns)
        {
            host.CheckNonEmpty(input, nameof(columns));
            host.CheckNonEmpty(output, nameof(columns));
            Contracts.CheckParam(names.Add(output), nameof(columns), $"Name of the result column '{output}' specified multiple times");
        }

        ColumnPairs = columns;
    }

    private protected OneToOneTransformerBase(IHost host, ModelLoadContext ctx) : base(host)
    {
        ColumnPairs = new (string, string)[ctx.Reader.ReadInt32()];
        for (int i = 0; i < ColumnPairs.Length; i++)
        {
            ColumnPairs[i] = (ctx.LoadNonEmptyString(), ctx.LoadNonEmptyString());
        }
    }

    private protected void SaveColumns(ModelSaveContext ctx)
    {
        ctx.Writer.Write(ColumnPairs.Length);
        foreach ((string output, string input) in ColumnPairs)
        {
            ctx.SaveNonEmptyString(output);
            ctx.SaveNonEmptyString(input);
        }
    }

    private protected sealed override RowBinding Bind(DataViewSchema inputSchema)
        => new ColumnwiseBinding(inputSchema, [.. ColumnPairs.Select((pair, i) =>
        {
            DataViewSchema.Column input = inputSchema.GetColumnOrNull(pair.inputColumnName)
                ?? throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", pair.inputColumnName);
            (DataViewType type, DataViewSchema.Annotations annotations, Func<DataViewRow, Delegate> getter) = BindColumn(i, input);
            return new AddedColumn(new(pair.outputColumnName, type, annotations), [input.Index], getter);
        })]);

    /// <summary>Checks the input column of a pair and says what comes of it: type, annotations, and what makes the getter for a row.</summary>
    private protected abstract (DataViewType Type, DataViewSchema.Annotations Annotations, Func<DataViewRow, Delegate> CreateGetter) BindColumn(int pair, DataViewSchema.Column input);
}
