namespace Microsoft.ML.Data;

/// <summary>A cursor that moves as another one does, which it owns.</summary>
internal abstract class ForwardingCursor(DataViewRowCursor input) : DataViewRowCursor
{
    public override long Position => Input.Position;

    public override long Batch => Input.Batch;

    protected DataViewRowCursor Input => input;

    public override ValueGetter<DataViewRowId> GetIdGetter() => Input.GetIdGetter();

    public override bool MoveNext() => Input.MoveNext();

    protected override void Dispose(bool disposing) => Input.Dispose();
}

/// <summary>A cursor over its own rows: counts positions, and ends for good.</summary>
internal abstract class RootCursor : DataViewRowCursor
{
    private long _position = -1;
    private bool _done;

    public override long Position => _position;

    public override long Batch => 0;

    public override bool MoveNext()
    {
        if (!_done && Advance())
        {
            _position++;
            return true;
        }

        Dispose();
        return false;
    }

    /// <summary>Goes to the next row; false after the last.</summary>
    protected abstract bool Advance();

    protected override void Dispose(bool disposing)
    {
        _done = true;
        _position = -1;
    }

    protected void CheckOnRow() => Runtime.Contracts.Check(_position >= 0, "Values cannot be fetched at this time. This method was called either before the first call to MoveNext, or at any point after MoveNext returned false.");
}
