using System.Runtime.InteropServices;

namespace LanguageModeling.Files;

/// <summary>Memory outside the managed heap, zero at first, at an address that is a multiple of 64.</summary>
internal sealed unsafe partial class NativeBlock : SafeHandle
{
    private const int Alignment = 64;
    private const int WorthHugePages = 4 << 20;
    private const int HugePageAdvice = 14; // MADV_HUGEPAGE

    /// <summary>Takes memory. The system gives it only as it is first touched.</summary>
    /// <param name="length">Bytes.</param>
    /// <exception cref="OutOfMemoryException">There is not that much.</exception>
    public NativeBlock(long length)
        : base(0, ownsHandle: true)
    {
        Length = length;
        SetHandle((nint)NativeMemory.AllocZeroed(checked((nuint)length + Alignment)));
        Start = (byte*)((handle + Alignment - 1) & ~(nint)(Alignment - 1));
        AdviseHugePages(Start, length);
    }

    /// <summary>The first byte.</summary>
    public byte* Start { get; }

    /// <summary>Bytes.</summary>
    public long Length { get; }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMemory.Free((void*)handle);
        return true;
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);

    /// <summary>Tables are read at random places; with larger pages the processor finds them sooner. Only advice.</summary>
    /// <param name="start">The first byte.</param>
    /// <param name="length">Bytes.</param>
    public static void AdviseHugePages(byte* start, long length)
    {
        if (length < WorthHugePages || !OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            nint page = Environment.SystemPageSize;
            nint first = ((nint)start + page - 1) & ~(page - 1);
            _ = Advise(first, (nuint)(length - page), HugePageAdvice);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // A system without it.
        }
    }
}
