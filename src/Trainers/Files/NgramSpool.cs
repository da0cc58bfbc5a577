using System.Runtime.InteropServices;
using LanguageModeling.FastEstimation;
using LanguageModeling.Records;

namespace LanguageModeling.Files;

/// <summary>
/// Keeps a model in a temporary file until what makes it has given its memory back, and then gives it to what needs memory itself: so the
/// larger of the two counts, not their sum.
/// </summary>
/// <remarks>
/// What came at once is a block. Its words are written small: of each n-gram, read backwards, how many words it shares with the one before,
/// and then the others, seven bits a byte, the first of them as a difference. Numbers follow as they are.
/// </remarks>
internal sealed class NgramSpool(TemporaryFiles files) : INgramSink, IDisposable
{
    private const int LongestNumber = 5; // bytes
    private const long WorthCollecting = 16 << 20; // bytes

    private readonly FileStream _file = files.Create();
    private readonly List<Block> _blocks = [];
    private Vocabulary? _vocabulary;
    private long[] _counts = [];
    private byte[] _coded = [];
    private long _length;

    /// <inheritdoc/>
    public void Begin(Vocabulary vocabulary, ReadOnlySpan<long> counts)
    {
        _vocabulary = vocabulary;
        _counts = counts.ToArray();
    }

    /// <inheritdoc/>
    public void Add(int n, ReadOnlySpan<int> words, ReadOnlySpan<float> log10Probabilities, ReadOnlySpan<float> log10Backoffs)
    {
        int count = log10Probabilities.Length;
        int room = count * (1 + (n * LongestNumber));
        if (_coded.Length < room)
        {
            _coded = new byte[room];
        }

        int coded = Encode(n, words, _coded);
        var block = new Block(_length, n, count, coded, !log10Backoffs.IsEmpty);
        _file.Write(_coded, 0, coded);
        _file.Write(MemoryMarshal.AsBytes(log10Probabilities));
        _file.Write(MemoryMarshal.AsBytes(log10Backoffs));
        _length += block.Length;
        _blocks.Add(block);
    }

    /// <inheritdoc/>
    public void End() => _coded = [];

    /// <summary>Gives the model away, which must have ended.</summary>
    /// <param name="sink">Receives it.</param>
    /// <param name="options">Cancellation, progress.</param>
    public void Give(INgramSink sink, NgramOptions options)
    {
        const int ReportEvery = 64; // blocks
        _file.Flush();
        if (_length > WorthCollecting)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive); // what the training leaves on the heap
        }

        sink.Begin(_vocabulary!, _counts);
        int done = 0;
        OrderedWork.Run<Room>(
            _blocks.Count,
            (number, used) => Read(_blocks[number], used ?? new Room()),
            room =>
            {
                Block block = room.Block;
                sink.Add(block.Order, room.Words.AsSpan(0, block.Count * block.Order), room.P.AsSpan(0, block.Count), room.B.AsSpan(0, block.HasBackoffs ? block.Count : 0));
                if (done++ % ReportEvery == 0)
                {
                    options.Progress?.Report(new("Writing", done, _blocks.Count));
                }
            },
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = options.CancellationToken });
        sink.End();
        options.Progress?.Report(new("Writing", _blocks.Count, _blocks.Count));
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static int Encode(int n, ReadOnlySpan<int> words, Span<byte> coded)
    {
        int at = 0;
        Span<int> last = stackalloc int[n];
        last.Clear();
        for (; !words.IsEmpty; words = words[n..])
        {
            int shared = 0;
            while (shared < n && words[n - 1 - shared] == last[n - 1 - shared])
            {
                shared++;
            }

            coded[at++] = (byte)shared;
            for (int k = shared; k < n; k++)
            {
                uint number = (uint)(words[n - 1 - k] - (k == shared ? last[n - 1 - k] : 0)); // wraps, should it be negative
                for (; number >= 0x80; number >>= 7)
                {
                    coded[at++] = (byte)(number | 0x80);
                }

                coded[at++] = (byte)number;
            }

            words[..n].CopyTo(last);
        }

        return at;
    }

    private static void Decode(int n, ReadOnlySpan<byte> coded, Span<int> words)
    {
        int at = 0;
        Span<int> last = stackalloc int[n];
        last.Clear();
        for (; !words.IsEmpty; words = words[n..])
        {
            int shared = coded[at++];
            for (int k = shared; k < n; k++)
            {
                uint number = 0;
                int shift = 0;
                for (; coded[at] >= 0x80; shift += 7)
                {
                    number |= (uint)(coded[at++] & 0x7F) << shift;
                }

                number |= (uint)coded[at++] << shift;
                last[n - 1 - k] = (int)number + (k == shared ? last[n - 1 - k] : 0);
            }

            last.CopyTo(words);
        }
    }

    private Room Read(Block block, Room room)
    {
        room.Reserve(block);
        ReadExactly(room.Coded.AsSpan(0, block.CodedLength), block.Start);
        ReadExactly(MemoryMarshal.AsBytes(room.P.AsSpan(0, block.Count)), block.Start + block.CodedLength);
        if (block.HasBackoffs)
        {
            ReadExactly(MemoryMarshal.AsBytes(room.B.AsSpan(0, block.Count)), block.Start + block.CodedLength + ((long)block.Count * sizeof(float)));
        }

        Decode(block.Order, room.Coded, room.Words.AsSpan(0, block.Count * block.Order));
        return room;
    }

    private void ReadExactly(Span<byte> bytes, long place)
    {
        while (!bytes.IsEmpty)
        {
            int read = RandomAccess.Read(_file.SafeFileHandle, bytes, place);
            if (read == 0)
            {
                throw new EndOfStreamException("A temporary file was cut short while it was used.");
            }

            bytes = bytes[read..];
            place += read;
        }
    }

    /// <summary>Where n-grams lie in the file.</summary>
    private readonly record struct Block(long Start, int Order, int Count, int CodedLength, bool HasBackoffs)
    {
        public long Length => CodedLength + ((long)Count * (HasBackoffs ? 2 : 1) * sizeof(float));
    }

    /// <summary>A block that was read.</summary>
    private sealed class Room
    {
        public Block Block { get; private set; }

        public byte[] Coded { get; private set; } = [];

        public int[] Words { get; private set; } = [];

        public float[] P { get; private set; } = [];

        public float[] B { get; private set; } = [];

        public void Reserve(Block block)
        {
            Block = block;
            Coded = Coded.Length < block.CodedLength ? new byte[block.CodedLength] : Coded;
            Words = Words.Length < block.Count * block.Order ? new int[block.Count * block.Order] : Words;
            P = P.Length < block.Count ? new float[block.Count] : P;
            B = block.HasBackoffs && B.Length < block.Count ? new float[block.Count] : B;
        }
    }
}
