using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LanguageModeling.FastEstimation;

/// <summary>A large array outside the garbage-collected heap, freed at once when disposed. Its content is not cleared.</summary>
internal sealed unsafe partial class NativeArray<T> : IDisposable
    where T : unmanaged
{
    private const int HugePage = 1 << 21; // bytes
    private const int AdviseHugePages = 14; // MADV_HUGEPAGE

    private T* _items;

    /// <summary>Allocates.</summary>
    /// <param name="length">Number of items.</param>
    public NativeArray(long length)
    {
        Length = length;
        nuint bytes = checked((nuint)Math.Max(1, length) * (nuint)sizeof(T));
        _items = (T*)NativeMemory.AlignedAlloc(bytes, bytes >= HugePage ? HugePage : 64u);
        if (bytes >= HugePage && OperatingSystem.IsLinux())
        {
            // A hint only: random access to hundreds of megabytes spends much of its time on small pages.
            _ = NativeHint.Advise(_items, bytes, AdviseHugePages);
        }
    }

    /// <summary>Frees what was not disposed.</summary>
    ~NativeArray() => Free();

    /// <summary>Number of items.</summary>
    public long Length { get; }

    /// <summary>The first item.</summary>
    public T* Items => _items;

    /// <summary>An item; the index is not checked.</summary>
    public ref T this[long index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _items[index];
    }

    /// <summary>A part as a span.</summary>
    public Span<T> AsSpan(long start, int length) => new(_items + start, length);

    /// <summary>Sets all items to their default.</summary>
    public void Clear() => NativeMemory.Clear(_items, (nuint)Length * (nuint)sizeof(T));

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (_items != null)
        {
            NativeMemory.AlignedFree(_items);
            _items = null;
        }
    }
}

/// <summary>Tells the operating system how memory will be used.</summary>
internal static unsafe partial class NativeHint
{
    /// <summary>madvise; what it answers does not matter, as it is a hint.</summary>
    public static int Advise(void* start, nuint bytes, int advice)
    {
        try
        {
            return AdviseCore(start, bytes, advice);
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            return -1; // a C library without it
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int AdviseCore(void* start, nuint bytes, int advice);
}
