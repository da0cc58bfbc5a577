using LanguageModeling.Tensors;

namespace LanguageModeling.Caches;

/// <summary>Keys and values in the memory of the processor.</summary>
/// <param name="isCopied">Whether the graphs take and give them elsewhere.</param>
internal sealed class HostStore(bool isCopied) : CacheStore
{
    public override bool IsCopied => isCopied;

    public override TensorMemory Take(long size) => new NativeBuffer(size);

    public override void Copy(Planes source, Planes target, int length, int tokenSize)
    {
        var read = (NativeBuffer)source.Memory;
        var written = (NativeBuffer)target.Memory;
        for (int plane = 0; plane < source.Count; plane++)
        {
            long first = source.Offset + ((long)plane * source.Stride) + source.Start;
            long newFirst = target.Offset + ((long)plane * target.Stride) + target.Start;
            read.AsSpan<byte>(first * tokenSize, length * tokenSize).CopyTo(written.AsSpan<byte>(newFirst * tokenSize, length * tokenSize));
        }
    }

    public override void Dispose()
    {
    }
}
