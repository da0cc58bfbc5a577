using LanguageModeling.Signatures;
using LanguageModeling.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace LanguageModeling.Caches;

/// <summary>Keys and values of a batch whose rows differ in length, and come and go.</summary>
/// <remarks>
/// In place, rows begin at the first place, each is written behind its own end, and there is memory for more rows and tokens than there are.
/// Otherwise the graph writes all rows anew, longer by one, so rows end at one place: shorter ones are padded at the left. Used under a lock.
/// </remarks>
internal sealed class BatchCache(CacheForm form) : IDisposable
{
    private const int Unit = 64;

    private TensorMemory? _memory; // null without rows
    private TensorMemory? _spare;
    private int _rowCapacity;

    /// <summary>Rows B that there are.</summary>
    public int Rows { get; private set; }

    /// <summary>In place: tokens that a row has room for. Otherwise: tokens of every row, padding included.</summary>
    public int Width { get; private set; }

    /// <summary>Whether another row fits, of so many tokens and one more.</summary>
    public bool HasRoom(int length) => form.IsInPlace && Rows < _rowCapacity && length < Width;

    /// <summary>A row with so many tokens.</summary>
    public CacheRow Row(int row, int length) => new(form, _memory!, _rowCapacity, row, Width, form.IsInPlace ? 0 : Width - length);

    /// <summary>Makes the batch rows without tokens; in place, with room for some.</summary>
    public void Begin(int rows, int room)
    {
        Dispose();
        (Rows, Width, _rowCapacity) = (rows, form.IsInPlace ? room : 0, rows);
        _memory = form.Store.Take(SizeOf(rows, Width));
    }

    /// <summary>Takes in a row, for which there is room.</summary>
    public void Add(CacheRow source, int length)
    {
        Rows++;
        source.CopyTo(Row(Rows - 1, length), length);
    }

    /// <summary>In place: takes out a row; the last one gets its place.</summary>
    /// <param name="row">Its number.</param>
    /// <param name="lastLength">Tokens of the last row.</param>
    public void Remove(int row, int lastLength)
    {
        if (row < Rows - 1)
        {
            Row(Rows - 1, lastLength).CopyTo(Row(row, lastLength), lastLength);
        }

        Rows--;
    }

    /// <summary>Takes out all rows but the first so many.</summary>
    public void Keep(int rows) => Rows = rows;

    /// <summary>Makes these rows the batch, with room for further tokens of each. They may be rows of this cache.</summary>
    public void Rebuild(IReadOnlyList<(CacheRow Source, int Length)> rows, int room = 1)
    {
        int longest = rows.Max(row => row.Length);
        int width = longest;
        int capacity = rows.Count;
        if (form.IsInPlace)
        {
            width = longest + room <= Width ? Width : Round(longest + room);
            capacity = rows.Count <= _rowCapacity ? _rowCapacity : Math.Max(rows.Count, 2 * _rowCapacity);
        }

        TensorMemory? old = _memory;
        TensorMemory memory = form.Store.Take(SizeOf(capacity, form.IsInPlace ? width : Round(width + 1)));
        for (int i = 0; i < rows.Count; i++)
        {
            (CacheRow source, int length) = rows[i];
            source.CopyTo(new CacheRow(form, memory, capacity, i, width, form.IsInPlace ? 0 : width - length), length);
        }

        (_memory, Rows, Width, _rowCapacity) = (memory, rows.Count, width, capacity);
        old?.Dispose();
    }

    /// <summary>Binds past and present for a run of one further token of each row, or of several where the graph writes all rows anew.</summary>
    public void Bind(OrtIoBinding binding, IReadOnlyList<CacheEntry> entries, int added = 1)
    {
        if (!form.IsInPlace && (_spare is null || _spare.Size < SizeOf(Rows, Width + added)))
        {
            _spare?.Dispose();
            _spare = form.Store.Take(SizeOf(Rows, Round(Width + added)));
        }

        var all = new CacheBinding(form.Layout, Rows, _rowCapacity);
        if (entries[0].PastName is not null)
        {
            all.BindPast(binding, entries, _memory!, Width);
        }

        all.BindPresent(binding, entries, form.IsInPlace ? _memory! : _spare!, form.IsInPlace ? Width : Width + added);
    }

    /// <summary>Takes over what a run has written: so many tokens of each row.</summary>
    public void Commit(int added = 1)
    {
        if (!form.IsInPlace)
        {
            (_memory, _spare) = (_spare, _memory);
            Width += added;
        }
    }

    /// <summary>Gives up all rows and their memory; another use takes new memory.</summary>
    public void Dispose()
    {
        _memory?.Dispose();
        _spare?.Dispose();
        (_memory, _spare) = (null, null);
        (Rows, Width, _rowCapacity) = (0, 0, 0);
    }

    private int Round(int tokens)
    {
        int rounded = (Math.Max(tokens, Math.Min(2 * Width, form.Most ?? int.MaxValue)) + Unit - 1) / Unit * Unit;
        return form.Most is int limit ? Math.Max(tokens, Math.Min(rounded, limit)) : rounded;
    }

    private long SizeOf(int rows, int tokens) => (long)form.Layout.EntryCount * form.Layout.Planes(rows) * tokens * form.Layout.TokenSize;
}
