using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LanguageModeling.Files;

namespace LanguageModeling.FastEstimation;

/// <summary>A large array outside the garbage-collected heap, freed at once when disposed. Its items are their default at first.</summary>
internal sealed unsafe class NativeArray<T> : IDisposable
    where T : unmanaged
{
    private readonly NativeBlock _block;

    /// <summary>Allocates.</summary>
    /// <param name="length">Number of items.</param>
    public NativeArray(long length)
    {
        Length = length;
        _block = new NativeBlock(checked(length * sizeof(T)));
        Items = (T*)_block.Start;
    }

    /// <summary>Number of items.</summary>
    public long Length { get; }

    /// <summary>The first item.</summary>
    public T* Items { get; }

    /// <summary>An item; the index is not checked.</summary>
    public ref T this[long index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Items[index];
    }

    /// <summary>A part as a span.</summary>
    public Span<T> AsSpan(long start, int length) => new(Items + start, length);

    /// <summary>Sets all items to their default.</summary>
    public void Clear() => NativeMemory.Clear(Items, (nuint)Length * (nuint)sizeof(T));

    /// <inheritdoc/>
    public void Dispose() => _block.Dispose();
}
