namespace LanguageModeling.Tensors;

/// <summary>Memory for an output that is kept from run to run, and grows. Used by one thread at a time.</summary>
internal sealed class OutputMemory : IDisposable
{
    private NativeBuffer? _memory;

    /// <summary>At least this many bytes; what was in them is lost.</summary>
    public NativeBuffer Take(long size)
    {
        if (_memory is null || _memory.Size < size)
        {
            _memory?.Dispose();
            _memory = new NativeBuffer(size);
        }

        return _memory;
    }

    public void Dispose() => _memory?.Dispose();
}
