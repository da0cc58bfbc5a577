using LanguageModeling.Signatures;
using Microsoft.ML.OnnxRuntime;

namespace LanguageModeling.Decoding;

/// <summary>Keys and values of the tokens that a model has seen, for a batch of rows. States share one until one of them writes.</summary>
/// <remarks>
/// Each entry is a number of [S, D] planes. In place, S is the capacity and the graph writes behind the tokens that are there. Otherwise S is
/// the number of tokens, and the graph writes all of them anew into a second block, which then takes the place of the first.
/// </remarks>
internal sealed class KeyValueCache : IDisposable
{
    private const int FirstCapacity = 64;

    private readonly CacheLayout _layout;
    private readonly bool _isInPlace;
    private readonly int _rows;
    private readonly int? _most;
    private NativeBuffer _memory;
    private NativeBuffer? _spare;
    private int _stride; // tokens from one plane to the next
    private int _holders = 1;

    /// <param name="layout">Shape of an entry.</param>
    /// <param name="isInPlace">Whether the graph writes behind the tokens that are there.</param>
    /// <param name="rows">Sequences B.</param>
    /// <param name="capacity">Room for this many tokens at first.</param>
    /// <param name="most">Most tokens that there will be, if known.</param>
    public KeyValueCache(CacheLayout layout, bool isInPlace, int rows, int capacity, int? most)
    {
        _layout = layout;
        _isInPlace = isInPlace;
        _rows = rows;
        _most = most;
        Capacity = Round(capacity, most);
        _memory = new NativeBuffer(SizeOf(Capacity));
        _stride = isInPlace ? Capacity : 0;
    }

    /// <summary>Tokens that fit without new memory.</summary>
    public int Capacity { get; private set; }

    /// <summary>Its one row.</summary>
    public CacheRow Row => new(_layout, _memory, Rows: 1, Row: 0, _stride, Start: 0);

    /// <summary>Whether somebody else holds this cache, too.</summary>
    public bool IsShared => Volatile.Read(ref _holders) > 1;

    /// <summary>Changes whenever a cache in place lies elsewhere.</summary>
    public int Version { get; private set; }

    /// <summary>Number of planes in all entries.</summary>
    private int AllPlanes => _layout.EntryCount * _layout.Planes(_rows);

    /// <summary>Copies a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="isInPlace">Whether the graph writes behind the tokens that are there.</param>
    /// <param name="length">Tokens of the row, at least one.</param>
    /// <param name="most">Most tokens that there will be, if known.</param>
    public static KeyValueCache Copy(CacheRow row, bool isInPlace, int length, int? most)
    {
        var copy = new KeyValueCache(row.Layout, isInPlace, rows: 1, length + 1, most);
        copy._stride = isInPlace ? copy.Capacity : length;
        row.CopyTo(copy.Row, length);
        return copy;
    }

    /// <summary>Takes part in this cache; each holder disposes it once.</summary>
    public KeyValueCache Share()
    {
        Interlocked.Increment(ref _holders);
        return this;
    }

    /// <summary>Gives a cache that is the caller's alone, with room: this one, grown if need be, or a copy in exchange for this one.</summary>
    /// <param name="length">Tokens to keep.</param>
    /// <param name="wanted">Tokens that there must be room for.</param>
    public KeyValueCache MakeWritable(int length, int wanted)
    {
        if (IsShared)
        {
            var copy = new KeyValueCache(_layout, _isInPlace, _rows, Math.Max(wanted, length), _most);
            copy.Take(this, length);
            Dispose();
            return copy;
        }

        if (wanted > Capacity)
        {
            Grow(length, wanted);
        }
        else if (!_isInPlace && _stride != length)
        {
            MovePlanes(_memory, _stride, _memory, length, length);
            _stride = length;
        }

        return this;
    }

    /// <summary>Binds past and present for a run.</summary>
    /// <param name="binding">Gets them.</param>
    /// <param name="entries">Their names.</param>
    /// <param name="past">Tokens that are there.</param>
    /// <param name="added">Tokens that the run adds.</param>
    /// <param name="withPast">Whether the graph takes a past.</param>
    public void Bind(OrtIoBinding binding, IReadOnlyList<CacheEntry> entries, int past, int added, bool withPast)
    {
        var all = new CacheBinding(_layout, _rows, _rows);
        if (withPast)
        {
            all.BindPast(binding, entries, _memory, _isInPlace ? Capacity : past);
        }

        NativeBuffer present = _isInPlace ? _memory : _spare ??= new NativeBuffer(SizeOf(Capacity));
        all.BindPresent(binding, entries, present, _isInPlace ? Capacity : past + added);
    }

    /// <summary>Takes over what a run has written.</summary>
    /// <param name="length">Tokens that are there now.</param>
    public void Commit(int length)
    {
        if (!_isInPlace)
        {
            (_memory, _spare) = (_spare!, _memory);
            _stride = length;
        }
    }

    /// <summary>Gives up a part in this cache; the last holder frees it.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            _memory.Dispose();
            _spare?.Dispose();
        }
    }

    /// <summary>Capacities are multiples of 64, so that growth is rare.</summary>
    private static int Round(int capacity, int? most)
    {
        int rounded = (Math.Max(capacity, 1) + FirstCapacity - 1) / FirstCapacity * FirstCapacity;
        return most is int limit ? Math.Max(capacity, Math.Min(rounded, limit)) : rounded;
    }

    private void Grow(int length, int wanted)
    {
        int capacity = Round(Math.Max(wanted, Math.Min(Capacity * 2, _most ?? int.MaxValue)), _most);
        var memory = new NativeBuffer(SizeOf(capacity));
        int stride = _isInPlace ? capacity : length;
        MovePlanes(_memory, _stride, memory, stride, length);
        _memory.Dispose();
        _spare?.Dispose();
        _spare = null;
        _memory = memory;
        Capacity = capacity;
        _stride = stride;
        Version++;
    }

    private void Take(KeyValueCache other, int length)
    {
        int stride = _isInPlace ? Capacity : length;
        MovePlanes(other._memory, other._stride, _memory, stride, length);
        _stride = stride;
    }

    private void MovePlanes(NativeBuffer from, int fromStride, NativeBuffer to, int toStride, int length)
    {
        int size = _layout.TokenSize;
        for (int plane = 0; plane < AllPlanes && length > 0; plane++)
        {
            from.AsSpan<byte>((long)plane * fromStride * size, length * size).CopyTo(to.AsSpan<byte>((long)plane * toStride * size, length * size));
        }
    }

    private long SizeOf(int tokens) => (long)AllPlanes * tokens * _layout.TokenSize;
}
