using System.Collections.Concurrent;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// Mirrors the consolidation of several cursors: each is read by a thread of its own, rows come out in the order of their
/// batches, and an exception of a thread surfaces wrapped in an <see cref="InvalidOperationException"/>.
/// </summary>
internal sealed class ConsolidatingCursor : RootCursor
{
    private const int ChunkSize = 64, ChunksAhead = 4;
    private readonly DataViewRowCursor _shape;
    private readonly RowBuffer _activity;
    private readonly DataViewRowCursor[] _inputs;
    private readonly BlockingCollection<Chunk>[] _queues;
    private readonly CancellationTokenSource _quit = new();
    private Chunk[] _heads;
    private Task[] _workers;
    private Chunk _chunk = Chunk.Empty;
    private int _row;

    public ConsolidatingCursor(DataViewRowCursor[] inputs)
    {
        _inputs = inputs;
        _shape = inputs[0];
        _activity = new RowBuffer(_shape, 0);
        _queues = Array.ConvertAll(inputs, _ => new BlockingCollection<Chunk>(ChunksAhead));
    }

    public override DataViewSchema Schema => _shape.Schema;

    public override bool IsColumnActive(DataViewSchema.Column column) => _activity.IsActive(column);

    public override ValueGetter<DataViewRowId> GetIdGetter() => _activity.IdReader(Current);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        Contracts.Check(IsColumnActive(column), $"Column '{column.Name}' is not active.");
        return Generic.As<TValue>(_activity.Reader(column, Current));
    }

    protected override bool Advance()
    {
        if (++_row < _chunk.Rows)
        {
            return true;
        }

        _workers ??= [.. _inputs.Select((input, i) => Task.Factory.StartNew(() => Work(input, _queues[i]), TaskCreationOptions.LongRunning))];
        _heads ??= [.. _queues.Select(Next)];
        Chunk first = _heads.MinBy(head => head.Batch);
        if (first.Error is not null)
        {
            throw Contracts.Except(first.Error, "Splitter/consolidator worker encountered exception while consuming source data");
        }

        if (first.Rows == 0)
        {
            return false;
        }

        int at = Array.IndexOf(_heads, first);
        _heads[at] = Next(_queues[at]);
        _chunk.Release();
        (_chunk, _row) = (first, 0);
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (_quit.IsCancellationRequested)
        {
            return;
        }

        _quit.Cancel();
        Task.WaitAll(_workers ?? []);
        foreach (DataViewRowCursor input in _inputs)
        {
            input.Dispose();
        }
    }

    private static Chunk Next(BlockingCollection<Chunk> queue) => queue.TryTake(out Chunk chunk, Timeout.Infinite) ? chunk : Chunk.Empty;

    private void Work(DataViewRowCursor input, BlockingCollection<Chunk> queue)
    {
        try
        {
            Pump(input, queue);
        }
        catch (OperationCanceledException) when (_quit.IsCancellationRequested)
        {
            // The reader went away; what it did not take is dropped.
        }
        catch (Exception ex)
        {
            Report(ex, queue);
        }
        finally
        {
            queue.CompleteAdding();
        }
    }

    private void Pump(DataViewRowCursor input, BlockingCollection<Chunk> queue)
    {
        var pool = new ConcurrentBag<Chunk>();
        Chunk chunk = null;
        while (!_quit.IsCancellationRequested && input.MoveNext())
        {
            if (chunk is not null && (chunk.Rows == ChunkSize || input.Batch != chunk.Batch))
            {
                queue.Add(chunk, _quit.Token);
                chunk = null;
            }

            if (chunk is null)
            {
                chunk = pool.TryTake(out Chunk used) ? used : new Chunk(input, pool);
                (chunk.Batch, chunk.Rows) = (input.Batch, 0);
            }

            chunk.Fill(chunk.Rows++);
        }

        if (chunk is not null)
        {
            queue.Add(chunk, _quit.Token);
        }
    }

    private void Report(Exception error, BlockingCollection<Chunk> queue)
    {
        try
        {
            queue.Add(new Chunk(error), _quit.Token);
        }
        catch (OperationCanceledException)
        {
            // Nobody is left to hear of it.
        }
    }

    private (RowBuffer Buffer, int Slot) Current()
    {
        CheckOnRow();
        return (_chunk.Buffer, _row);
    }

    /// <summary>Some rows of one batch. It goes back to its worker when the reader is through.</summary>
    private sealed class Chunk
    {
        public static readonly Chunk Empty = new((Exception)null) { Batch = long.MaxValue, Rows = 0 };
        private readonly ConcurrentBag<Chunk> _pool;

        public Chunk(DataViewRowCursor input, ConcurrentBag<Chunk> pool)
        {
            _pool = pool;
            Buffer = new RowBuffer(input, ChunkSize);
            Fill = Buffer.Filler(input);
        }

        public Chunk(Exception error) => (Error, Rows, Batch) = (error, 1, long.MinValue);

        public RowBuffer Buffer { get; }

        public Action<int> Fill { get; }

        public Exception Error { get; }

        public int Rows { get; set; }

        public long Batch { get; set; }

        public void Release() => _pool?.Add(this);
    }
}
