namespace LanguageModeling.Records;

/// <summary>Several sorted sources as one.</summary>
internal sealed class MergedRecords : IRecordSource
{
    private readonly RecordShape _shape;
    private readonly bool _sums;
    private readonly IRecordSource[] _sources;
    private readonly IRecordSource[] _heap; // the source with the smallest key first
    private readonly int[] _record;
    private int _count;
    private bool _begun;

    /// <summary>Takes sources over.</summary>
    /// <param name="shape">Of the records.</param>
    /// <param name="sources">Sorted.</param>
    /// <param name="sums">Whether records with equal keys become one, their counts being added.</param>
    public MergedRecords(RecordShape shape, IEnumerable<IRecordSource> sources, bool sums)
    {
        _shape = shape;
        _sums = sums;
        _sources = [.. sources];
        _heap = new IRecordSource[_sources.Length];
        _record = new int[shape.Width];
    }

    /// <inheritdoc/>
    public ReadOnlySpan<int> Current => _record;

    /// <inheritdoc/>
    public bool Next()
    {
        if (!_begun)
        {
            Begin();
        }

        if (_count == 0)
        {
            return false;
        }

        _heap[0].Current.CopyTo(_record);
        AdvanceFirst();
        while (_sums && _count > 0 && _shape.Compare(_heap[0].Current, _record) == 0)
        {
            RecordCount.Add(_record.AsSpan(_shape.Key), _heap[0].Current[_shape.Key..]);
            AdvanceFirst();
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_sources, source => source.Dispose());

    private void Begin()
    {
        _begun = true;
        foreach (IRecordSource source in _sources)
        {
            if (source.Next())
            {
                _heap[_count++] = source;
            }
        }

        for (int i = (_count / 2) - 1; i >= 0; i--)
        {
            Sink(i);
        }
    }

    private void AdvanceFirst()
    {
        if (!_heap[0].Next())
        {
            _heap[0] = _heap[--_count];
        }

        Sink(0);
    }

    private void Sink(int at)
    {
        if (at >= _count)
        {
            return;
        }

        IRecordSource moving = _heap[at];
        while (true)
        {
            int child = (2 * at) + 1;
            if (child >= _count)
            {
                break;
            }

            if (child + 1 < _count && _shape.Compare(_heap[child + 1].Current, _heap[child].Current) < 0)
            {
                child++;
            }

            if (_shape.Compare(_heap[child].Current, moving.Current) >= 0)
            {
                break;
            }

            _heap[at] = _heap[child];
            at = child;
        }

        _heap[at] = moving;
    }
}
