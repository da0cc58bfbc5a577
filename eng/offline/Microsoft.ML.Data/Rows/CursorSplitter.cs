using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// Mirrors the splitting of one cursor: each of the new cursors takes the next batch of rows when it has used up its own, so
/// they may be read on as many threads. Batches are numbered in source order.
/// </summary>
internal sealed class CursorSplitter
{
    private const int BatchSize = 64;
    private readonly Lock _lock = new();
    private readonly DataViewRowCursor _input;
    private long _nextBatch;
    private int _open;
    private bool _ended;

    private CursorSplitter(DataViewRowCursor input, int count) => (_input, _open) = (input, count);

    public static DataViewRowCursor[] Split(DataViewRowCursor input, int count)
    {
        var splitter = new CursorSplitter(input, count);
        return [.. Enumerable.Range(0, count).Select(_ => new Part(splitter))];
    }

    private int Take(Action<int> fill, out long batch)
    {
        lock (_lock)
        {
            batch = _nextBatch++;
            int rows = 0;
            try
            {
                while (!_ended && rows < BatchSize && (_ended = !_input.MoveNext()) == false)
                {
                    fill(rows++);
                }
            }
            catch (Exception ex)
            {
                _ended = true;
                throw Contracts.Except(ex, "Splitter/consolidator worker encountered exception while consuming source data");
            }

            return rows;
        }
    }

    private void Close()
    {
        lock (_lock)
        {
            if (--_open == 0)
            {
                _ended = true;
                _input.Dispose();
            }
        }
    }

    private sealed class Part : RootCursor
    {
        private readonly CursorSplitter _splitter;
        private readonly RowBuffer _buffer;
        private readonly Action<int> _fill;
        private int _rows, _row;
        private long _batch;
        private bool _closed;

        public Part(CursorSplitter splitter)
        {
            _splitter = splitter;
            _buffer = new RowBuffer(splitter._input, BatchSize);
            _fill = _buffer.Filler(splitter._input);
        }

        public override DataViewSchema Schema => _splitter._input.Schema;

        public override long Batch => _batch;

        public override bool IsColumnActive(DataViewSchema.Column column) => _buffer.IsActive(column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => _buffer.IdReader(Current);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Contracts.Check(IsColumnActive(column), $"Column '{column.Name}' is not active.");
            return Generic.As<TValue>(_buffer.Reader(column, Current));
        }

        protected override bool Advance()
        {
            if (++_row >= _rows)
            {
                _row = 0;
                _rows = _splitter.Take(_fill, out _batch);
            }

            return _rows > 0;
        }

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            if (!_closed)
            {
                _closed = true;
                _splitter.Close();
            }
        }

        private (RowBuffer Buffer, int Slot) Current()
        {
            CheckOnRow();
            return (_buffer, _row);
        }
    }
}
