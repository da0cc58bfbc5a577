using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Mirrors the function that fetches a value into a variable of the caller, reusing what the variable holds.</summary>
public delegate void ValueGetter<TValue>(ref TValue value);

/// <summary>Mirrors one row: getters are fetched once and give the values of whatever row is current when they are called.</summary>
public abstract class DataViewRow : IDisposable
{
    public abstract DataViewSchema Schema { get; }

    public abstract long Position { get; }

    public abstract long Batch { get; }

    public abstract ValueGetter<DataViewRowId> GetIdGetter();

    public abstract bool IsColumnActive(DataViewSchema.Column column);

    public abstract ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}

/// <summary>Mirrors a row that moves: position -1 before the first row and after the last.</summary>
public abstract class DataViewRowCursor : DataViewRow
{
    public abstract bool MoveNext();
}
