using System.Buffers;
using System.IO.MemoryMappedFiles;

namespace LanguageModeling.Embeddings;

/// <summary>Floats of a mapped file as memory. They stay mapped until the process ends, as anybody may hold a span of them.</summary>
internal sealed unsafe class MappedFloats : MemoryManager<float>
{
    private static readonly List<MappedFloats> KeptAlive = [];

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly float* _start;
    private readonly int _count;

    private MappedFloats(string path, long offset, int count)
    {
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        _view = _file.CreateViewAccessor(offset, sizeof(float) * (long)count, MemoryMappedFileAccess.Read);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _start = (float*)(start + _view.PointerOffset);
        _count = count;
    }

    /// <summary>Maps some floats of a file, from a byte on.</summary>
    public static ReadOnlyMemory<float> Map(string path, long offset, int count)
    {
        var floats = new MappedFloats(path, offset, count);
        lock (KeptAlive)
        {
            KeptAlive.Add(floats);
        }

        return floats.Memory;
    }

    public override Span<float> GetSpan() => new(_start, _count);

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)_count);
        return new MemoryHandle(_start + elementIndex);
    }

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
        _view.Dispose();
        _file.Dispose();
    }
}
