using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Mirrors the binding of a class to the columns of a schema, for filling objects from rows.</summary>
internal sealed class TypedReader<TRow>
    where TRow : class
{
    private readonly List<(MemberColumn Member, int Index)> _columns = [];

    public TypedReader(IExceptionContext ectx, DataViewSchema schema, bool ignoreMissingColumns, SchemaDefinition definition)
    {
        foreach (MemberColumn member in MemberColumn.Bind(typeof(TRow), SchemaDefinition.Direction.Write, definition))
        {
            if (schema.GetColumnOrNull(member.Name) is not { } column)
            {
                Contracts.CheckParam(ectx, ignoreMissingColumns, "Schema", $"Could not find  column '{member.Name}'");
                continue;
            }

            (Type raw, bool isVector) = MemberColumn.ItemOf(member.MemberName, member.MemberType);
            ectx.Check(isVector == column.Type is VectorDataViewType && column.Type.ItemType().RawType == raw,
                $"Can't bind the IDataView column '{column.Name}' of type '{column.Type}' to field or property '{member.MemberName}' of type '{member.MemberType.FullName}'.");
            _columns.Add((member, column.Index));
        }
    }

    public IEnumerable<DataViewSchema.Column> ColumnsOf(DataViewSchema schema) => _columns.Select(c => schema[c.Index]);

    /// <summary>What fills an object from the current row.</summary>
    public Action<TRow> Bind(DataViewRow row)
    {
        Action<TRow>[] setters = [.. _columns.Select(c => c.Member.CreateSetter<TRow>(row, row.Schema[c.Index]))];
        return target =>
        {
            foreach (Action<TRow> set in setters)
            {
                set(target);
            }
        };
    }
}
