using System.Runtime.ExceptionServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling.Bridge;

/// <summary>
/// A cursor that reads rows ahead, keeps the active columns of each, computes the added columns for all of them at once, and then hands the
/// rows out one by one. One pass over the source, in the source's order.
/// </summary>
/// <remarks>
/// Several batches are read before any is computed, so that several threads can compute one each; every result lands in its row's slot,
/// whichever thread computed it.
/// </remarks>
internal sealed class BatchCursor : DataViewRowCursor
{
    private readonly IHost _host;
    private readonly RowMapper _mapper;
    private readonly DataViewRowCursor _input;
    private readonly bool[] _active;
    private readonly BatchSettings _settings;
    private readonly RowBatch _batch;
    private readonly ColumnBuffer?[] _inputColumns;
    private readonly Delegate?[] _addedGetters;
    private readonly ValueGetter<DataViewRowId> _idGetter;
    private readonly DataViewRowId[] _ids;
    private readonly long[] _batchNumbers;
    private int _count;
    private int _slot = -1;
    private long _position = -1;
    private bool _ended;

    public BatchCursor(IHost host, RowMapper mapper, BatchBinding binding, DataViewRowCursor input, bool[] active)
    {
        _host = host;
        _mapper = mapper;
        _input = input;
        _active = active;
        _settings = binding.Settings;
        int capacity = checked(_settings.BatchSize * _settings.ThreadCount);
        _batch = binding.CreateBatch(input, mapper.FlagWanted(active), capacity);
        _inputColumns = [.. mapper.InputSchema.Select(c => active[c.Index] ? ColumnBuffer.Create(input, c, capacity) : null)];
        _addedGetters = _batch.CreateGetters(CurrentSlot);
        _idGetter = input.GetIdGetter();
        _ids = new DataViewRowId[capacity];
        _batchNumbers = new long[capacity];
    }

    public override DataViewSchema Schema => _mapper.OutputSchema;

    public override long Position => _position;

    public override long Batch => _slot >= 0 ? _batchNumbers[_slot] : 0;

    public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = _ids[CurrentSlot()];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        RowMapper.CheckActive(column, _active);
        int added = column.Index - _inputColumns.Length;
        return RowMapper.Cast<TValue>(column, added >= 0 ? _addedGetters[added] : _inputColumns[column.Index]!.CreateGetter(CurrentSlot));
    }

    public override bool MoveNext()
    {
        if (_slot + 1 >= _count && !ReadAhead())
        {
            _slot = -1;
            _position = -1;
            return false;
        }

        _slot++;
        _position++;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _input.Dispose();
        }

        base.Dispose(disposing);
    }

    private int CurrentSlot() => _slot >= 0 ? _slot : throw BatchBinding.NotOnRow();

    private bool ReadAhead()
    {
        _slot = -1;
        for (_count = 0; _count < _ids.Length && !_ended; _count++)
        {
            if (_count % 64 == 0)
            {
                CheckAlive();
            }

            if (!_input.MoveNext())
            {
                _ended = true;
                break;
            }

            _batch.Read(_count);
            foreach (ColumnBuffer? column in _inputColumns)
            {
                column?.Read(_count);
            }

            _idGetter(ref _ids[_count]);
            _batchNumbers[_count] = _input.Batch;
        }

        ComputeAll();
        return _count > 0;
    }

    private void ComputeAll()
    {
        int calls = (_count + _settings.BatchSize - 1) / _settings.BatchSize;
        if (calls <= 1)
        {
            ComputeOne(0);
            return;
        }

        try
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = _settings.ThreadCount, CancellationToken = _settings.CancellationToken };
            Parallel.For(0, calls, options, ComputeOne);
        }
        catch (AggregateException e)
        {
            // Bare, as a loop would have thrown it.
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }

    private void ComputeOne(int call)
    {
        CheckAlive();
        int first = call * _settings.BatchSize;
        int count = Math.Min(_settings.BatchSize, _count - first);
        if (count > 0)
        {
            _batch.Compute(first, count, _settings.CancellationToken);
        }
    }

    private void CheckAlive()
    {
        MlNet.CheckAlive(_host);
        _settings.CancellationToken.ThrowIfCancellationRequested();
    }
}
