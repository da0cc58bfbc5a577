using LanguageModeling.FastEstimation;

namespace LanguageModeling.Records;

/// <summary>Room to sort records in, used again and again. Outside the managed heap, so that it is given back at once.</summary>
internal sealed class RecordScratch : IDisposable
{
    private NativeArray<KeyedPlace> _items = new(0);
    private NativeArray<KeyedPlace> _room = new(0);

    /// <summary>For the sort.</summary>
    public int[] Histogram { get; } = new int[RadixSort.HistogramLength];

    /// <summary>The records' places.</summary>
    public Span<KeyedPlace> Items(int count) => _items.AsSpan(0, count);

    /// <summary>As many again.</summary>
    public Span<KeyedPlace> Room(int count) => _room.AsSpan(0, count);

    /// <summary>Makes room.</summary>
    public void Reserve(int count)
    {
        if (_items.Length < count)
        {
            Dispose();
            _items = new NativeArray<KeyedPlace>(count);
            _room = new NativeArray<KeyedPlace>(count);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _items.Dispose();
        _room.Dispose();
    }
}
