using LanguageModeling.Signatures;
using LanguageModeling.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace LanguageModeling.Caches;

/// <summary>Keys and values of the tokens that a model has seen, for a batch of rows. States share one until one of them writes.</summary>
/// <remarks>
/// Each entry is a number of [S, D] planes. In place, S is the capacity and the graph writes behind the tokens that are there. Otherwise S is
/// the number of tokens, and the graph writes all of them anew into a second block, which then takes the place of the first.
/// </remarks>
internal sealed class KeyValueCache : IDisposable
{
    private const int FirstCapacity = 64;

    private readonly CacheForm _form;
    private readonly int _rows;
    private TensorMemory _memory;
    private TensorMemory? _spare;
    private int _stride; // tokens from one plane to the next
    private int _holders = 1;

    /// <param name="form">What it is like.</param>
    /// <param name="rows">Sequences B.</param>
    /// <param name="capacity">Room for this many tokens at first.</param>
    public KeyValueCache(CacheForm form, int rows, int capacity)
    {
        _form = form;
        _rows = rows;
        Capacity = Round(capacity);
        _memory = form.Store.Take(SizeOf(Capacity));
        _stride = form.IsInPlace ? Capacity : 0;
    }

    /// <summary>Tokens that fit without new memory.</summary>
    public int Capacity { get; private set; }

    /// <summary>Its one row.</summary>
    public CacheRow Row => new(_form, _memory, Rows: 1, Row: 0, _stride, Start: 0);

    /// <summary>Whether somebody else holds this cache, too.</summary>
    public bool IsShared => Volatile.Read(ref _holders) > 1;

    /// <summary>Changes whenever a cache in place lies elsewhere.</summary>
    public int Version { get; private set; }

    /// <summary>Number of planes in all entries.</summary>
    private int AllPlanes => _form.Layout.EntryCount * _form.Layout.Planes(_rows);

    /// <summary>Copies a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="length">Tokens of the row, at least one.</param>
    public static KeyValueCache Copy(CacheRow row, int length)
    {
        var copy = new KeyValueCache(row.Form, rows: 1, length + 1);
        copy._stride = copy.StrideOf(length);
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
            var copy = new KeyValueCache(_form, _rows, Math.Max(wanted, length));
            copy._stride = copy.StrideOf(length);
            CopyPlanes(copy._memory, copy._stride, length);
            Dispose();
            return copy;
        }

        if (wanted > Capacity)
        {
            Grow(length, wanted);
        }
        else if (StrideOf(length) != _stride)
        {
            _spare ??= _form.Store.Take(SizeOf(Capacity));
            CopyPlanes(_spare, length, length);
            Commit(length);
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
        var all = new CacheBinding(_form.Layout, _rows, _rows);
        if (withPast)
        {
            all.BindPast(binding, entries, _memory, StrideOf(past));
        }

        TensorMemory present = _form.IsInPlace ? _memory : _spare ??= _form.Store.Take(SizeOf(Capacity));
        all.BindPresent(binding, entries, present, StrideOf(past + added));
    }

    /// <summary>Takes over what a run has written.</summary>
    /// <param name="length">Tokens that are there now.</param>
    public void Commit(int length)
    {
        if (!_form.IsInPlace)
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
    private int Round(int capacity)
    {
        int rounded = (Math.Max(capacity, 1) + FirstCapacity - 1) / FirstCapacity * FirstCapacity;
        return _form.Most is int limit ? Math.Max(capacity, Math.Min(rounded, limit)) : rounded;
    }

    private void Grow(int length, int wanted)
    {
        int capacity = Round(Math.Max(wanted, Math.Min(Capacity * 2, _form.Most ?? int.MaxValue)));
        TensorMemory memory = _form.Store.Take(SizeOf(capacity));
        Capacity = capacity;
        int stride = StrideOf(length);
        CopyPlanes(memory, stride, length);
        _memory.Dispose();
        _spare?.Dispose();
        _spare = null;
        _memory = memory;
        _stride = stride;
        Version++;
    }

    private void CopyPlanes(TensorMemory target, int stride, int length)
    {
        if (length > 0)
        {
            _form.Store.Copy(new Planes(_memory, 0, AllPlanes, _stride), new Planes(target, 0, AllPlanes, stride), length, _form.Layout.TokenSize);
        }
    }

    /// <summary>Tokens from one plane to the next, where there are so many.</summary>
    private int StrideOf(int length) => _form.IsInPlace ? Capacity : length;

    private long SizeOf(int tokens) => (long)AllPlanes * tokens * _form.Layout.TokenSize;
}
