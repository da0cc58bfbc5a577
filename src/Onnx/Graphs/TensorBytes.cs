using Microsoft.Win32.SafeHandles;

namespace LanguageModeling.Graphs;

/// <summary>The bytes of a tensor: in memory, in a part of a file, or computed when they are wanted.</summary>
internal abstract class TensorBytes
{
    /// <summary>Number of bytes.</summary>
    public abstract long Length { get; }

    /// <summary>Writes all bytes to a stream.</summary>
    public abstract void CopyTo(Stream stream);

    /// <summary>Reads a part.</summary>
    /// <param name="offset">First byte.</param>
    /// <param name="destination">Receives the bytes; the part must lie within <see cref="Length"/>.</param>
    public abstract void Read(long offset, Span<byte> destination);

    public static TensorBytes Of(byte[] bytes) => new InMemory(bytes);

    /// <summary>A part of a file that stays open elsewhere; the caller has checked that it lies within the file.</summary>
    public static TensorBytes OfFile(SafeFileHandle file, long offset, long length) => new InFile(file, offset, length);

    /// <summary>Bytes that are made only when they are wanted.</summary>
    /// <param name="length">How many bytes <paramref name="write"/> writes.</param>
    /// <param name="write">Writes them; called once for each use.</param>
    public static TensorBytes Lazy(long length, Action<Stream> write) => new Made(length, write);

    private sealed class InMemory(byte[] bytes) : TensorBytes
    {
        public override long Length => bytes.Length;

        public override void CopyTo(Stream stream) => stream.Write(bytes);

        public override void Read(long offset, Span<byte> destination) => bytes.AsSpan(checked((int)offset), destination.Length).CopyTo(destination);
    }

    private sealed class InFile(SafeFileHandle file, long start, long length) : TensorBytes
    {
        public override long Length => length;

        public override void CopyTo(Stream stream)
        {
            var buffer = new byte[(int)Math.Min(length, 1 << 20)];
            for (long done = 0; done < length;)
            {
                Span<byte> part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - done));
                Read(done, part);
                stream.Write(part);
                done += part.Length;
            }
        }

        public override void Read(long offset, Span<byte> destination)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + destination.Length, length, nameof(offset));
            while (!destination.IsEmpty)
            {
                int got = RandomAccess.Read(file, destination, start + offset);
                if (got == 0)
                {
                    throw new InvalidDataException($"The file ends before byte {start + offset}, where a tensor goes on. It was cut short while it was read.");
                }

                destination = destination[got..];
                offset += got;
            }
        }
    }

    private sealed class Made(long length, Action<Stream> write) : TensorBytes
    {
        public override long Length => length;

        public override void CopyTo(Stream stream) => write(stream);

        public override void Read(long offset, Span<byte> destination)
        {
            using var all = new MemoryStream(checked((int)length));
            write(all);
            all.GetBuffer().AsSpan(checked((int)offset), destination.Length).CopyTo(destination);
        }
    }
}
