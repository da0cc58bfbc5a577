using LanguageModeling.FastEstimation;

namespace LanguageModeling.Records;

/// <summary>
/// Sorts more records than fit into memory: sorted runs on disk, merged. While one buffer is sorted and written, another is filled. What
/// does fit into a buffer touches no disk.
/// </summary>
internal sealed class RecordSorter : IDisposable
{
    private const int MostMerged = 64;
    private const int FewestRecords = 1 << 10;
    private const int MostRecords = 1 << 23; // a second or two to sort, which cancelling waits for

    private readonly RecordShape _shape;
    private readonly bool _sums;
    private readonly TemporaryFiles _files;
    private readonly CancellationToken _cancellationToken;
    private readonly RecordScratch _scratch = new();
    private readonly List<FileStream> _runs = [];
    private readonly int _capacity;
    private RecordBuffer? _filling;
    private RecordBuffer? _spare;
    private Task _writing = Task.CompletedTask;

    /// <summary>Begins without records.</summary>
    /// <param name="shape">Of the records.</param>
    /// <param name="memory">Bytes to use.</param>
    /// <param name="files">Makes the runs.</param>
    /// <param name="sums">Whether records with equal keys become one, their counts being added.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public RecordSorter(RecordShape shape, long memory, TemporaryFiles files, bool sums, CancellationToken cancellationToken)
    {
        _shape = shape;
        _sums = sums;
        _files = files;
        _cancellationToken = cancellationToken;
        int bytes = (2 * shape.Width * sizeof(int)) + (2 * 16); // of two buffers, and of keyed places to sort one
        _capacity = (int)Math.Clamp(memory / bytes, FewestRecords, MostRecords);
    }

    /// <summary>Adds a record.</summary>
    public void Add(ReadOnlySpan<int> record)
    {
        _filling ??= new RecordBuffer(_shape, _capacity, _sums);
        _filling.Add(record);
        if (_filling.IsFull)
        {
            WriteRun();
        }
    }

    /// <summary>The records, sorted; to be read once, while this lives. Nothing can be added any more.</summary>
    public IRecordSource Finish()
    {
        if (_runs.Count == 0 && _writing.IsCompletedSuccessfully && _spare is null)
        {
            RecordBuffer buffer = _filling ?? new RecordBuffer(_shape, 1, _sums);
            _filling = null;
            buffer.Sort(_scratch);
            return buffer;
        }

        if (_filling is { Count: > 0 })
        {
            WriteRun();
        }

        WaitForRun();
        _filling?.Dispose();
        _spare?.Dispose();
        _filling = _spare = null;
        _scratch.Dispose();
        while (_runs.Count > MostMerged)
        {
            MergeRuns();
        }

        var merged = new MergedRecords(_shape, _runs.Select(run => new RecordReader(run, _shape, ownsStream: true)), _sums);
        _runs.Clear();
        return merged;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ((IAsyncResult)_writing).AsyncWaitHandle.WaitOne(); // it works on memory that is freed next
        _ = _writing.Exception;
        _filling?.Dispose();
        _spare?.Dispose();
        _scratch.Dispose();
        _runs.ForEach(run => run.Dispose());
    }

    private void WriteRun()
    {
        WaitForRun();
        _cancellationToken.ThrowIfCancellationRequested();
        RecordBuffer full = _filling!;
        _filling = _spare ?? new RecordBuffer(_shape, _capacity, _sums);
        _spare = full;
        FileStream run = _files.Create();
        _runs.Add(run);
        _writing = Task.Run(() =>
        {
            full.Sort(_scratch);
            Write(full, run);
            full.Clear();
        });
    }

    private void WaitForRun() => _writing.GetAwaiter().GetResult();

    private void MergeRuns()
    {
        List<FileStream> old = _runs[..MostMerged];
        FileStream run = _files.Create();
        using (var merged = new MergedRecords(_shape, old.Select(stream => new RecordReader(stream, _shape, ownsStream: true)), _sums))
        {
            _runs.RemoveRange(0, MostMerged);
            _runs.Add(run);
            Write(merged, run);
        }
    }

    private void Write(IRecordSource records, FileStream run)
    {
        var writer = new RecordWriter(run, _shape);
        while (records.Next())
        {
            if ((writer.Count & 0xFFFF) == 0)
            {
                _cancellationToken.ThrowIfCancellationRequested();
            }

            writer.Write(records.Current);
        }

        writer.Flush();
        run.Position = 0;
    }
}
