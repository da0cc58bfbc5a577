using Microsoft.ML.OnnxRuntime;

namespace LanguageModeling.Tensors;

/// <summary>Memory that a session's allocator gives, on the device that the session runs on. What it starts as is not defined.</summary>
internal sealed unsafe class DeviceBuffer : TensorMemory
{
    private readonly OrtAllocator _allocator; // lives until the last buffer is given back

    /// <summary>Takes memory.</summary>
    /// <param name="size">Number of bytes, at least 0.</param>
    /// <param name="place">The device.</param>
    /// <param name="allocator">Its allocator.</param>
    /// <exception cref="InvalidOperationException">The device has not so much memory left.</exception>
    public DeviceBuffer(long size, OrtMemoryInfo place, OrtAllocator allocator)
        : base(size, place)
    {
        _allocator = allocator;
        bool isHeld = false;
        allocator.DangerousAddRef(ref isHeld);
        nint address = 0;
        try
        {
            OrtApi.Check(OrtApi.AllocatorAlloc(allocator.DangerousGetHandle(), checked((nuint)Math.Max(size, 1)), &address), $"{size} bytes for keys and values");
        }
        catch
        {
            allocator.DangerousRelease();
            throw;
        }

        SetHandle(address);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        nint status = OrtApi.AllocatorFree(_allocator.DangerousGetHandle(), handle); // an exception here would end the process
        _allocator.DangerousRelease();
        return status == 0;
    }
}
