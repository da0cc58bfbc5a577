using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LanguageModeling.Embeddings;

/// <summary>
/// Reads what stands behind the header of word2vec's binary format. The caller's thread takes blocks of the file and goes from word to word; meanwhile
/// others put the numbers of earlier blocks in their places and look at them, and decode the words.
/// </summary>
internal sealed class BinaryVectorReader
{
    private const int BlockLength = 1 << 18; // bytes; stays in the cache until it is used
    private const int LongestWord = 1 << 16; // bytes
    private const int MostBlocks = 8;

    private readonly ByteSource _source;
    private readonly CancellationToken _cancellationToken;
    private readonly long _count;
    private readonly long _wanted;
    private readonly int _dimension;
    private readonly Queue<VectorBlock> _blocks = []; // in use, oldest first
    private readonly List<int> _passedOver = []; // rows of words that were there already
    private readonly Lock _lock = new();
    private (long Offset, InvalidDataException? Error) _fault; // the first of the file
    private Task _decoding = Task.CompletedTask; // of words, block after block
    private int _decoded; // words
    private int _missing; // numbers of the vector at hand

    /// <summary>Begins to read.</summary>
    /// <param name="source">The file, its header passed.</param>
    /// <param name="options">Settings.</param>
    /// <param name="count">How many vectors the header promises.</param>
    /// <param name="wanted">How many of them are read.</param>
    /// <param name="dimension">Numbers in each.</param>
    public BinaryVectorReader(ByteSource source, WordVectorReadingOptions options, long count, long wanted, int dimension)
    {
        _source = source;
        _cancellationToken = options.CancellationToken;
        _count = count;
        _wanted = wanted;
        _dimension = dimension;
        long? vouchedFor = source.Remaining / sizeof(float);
        Values = new FloatStore(wanted, dimension, vouchedFor);
        Words = new WordList(options, Math.Min(wanted, (vouchedFor ?? 0) / dimension), PlaceOf);
    }

    /// <summary>The words.</summary>
    public WordList Words { get; }

    /// <summary>Their vectors.</summary>
    public FloatStore Values { get; }

    /// <summary>How many vectors were read, those of words that come twice counted.</summary>
    public long Count { get; private set; }

    private bool HasAll => Count == _wanted && _missing == 0;

    /// <summary>Reads all vectors that are wanted, or fewer when the data end between two of them.</summary>
    public void Read()
    {
        ReadOnlySpan<byte> rest = [];
        VectorBlock block;
        try
        {
            do
            {
                _cancellationToken.ThrowIfCancellationRequested();
                block = TakeBlock();
                block.Fill(rest, _source);
                rest = block.Bytes.AsSpan(Divide(block)..block.Length);
                Use(block);
            }
            while (!HasAll && !block.IsLast && rest.Length <= LongestWord && _fault.Error is null);
        }
        finally
        {
            WaitForAll();
        }

        if (_fault.Error is not null)
        {
            throw _fault.Error;
        }

        if (!HasAll)
        {
            CheckEnd(rest.Length);
        }

        _source.PutBack(rest);
        Values.RemoveRows(_passedOver);
    }

    /// <summary>Finds words and numbers in a block; gives where that begins of which the block holds too little.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Divide(VectorBlock block)
    {
        ReadOnlySpan<byte> bytes = block.Bytes.AsSpan(0, block.Length);
        int place = 0;
        while (!HasAll)
        {
            if (_missing == 0)
            {
                int start = bytes[place..].IndexOfAnyExcept((byte)'\n');
                place = start < 0 ? bytes.Length : place + start;
                int length = bytes[place..].IndexOf((byte)' ');
                if (length is < 0 or > LongestWord)
                {
                    break;
                }

                block.Words.Add((place, length));
                place += length + 1;
                _missing = _dimension;
                Count++;
            }

            int count = Math.Min(_missing, (bytes.Length - place) / sizeof(float));
            if (count == 0)
            {
                break;
            }

            if (!Values.HasRoom(count))
            {
                WaitForAll(); // the numbers will move
            }

            block.Numbers.Add((place, count, Values.Count));
            Values.Append(count);
            place += count * sizeof(float);
            _missing -= count;
        }

        return place;
    }

    private VectorBlock TakeBlock()
    {
        if (_blocks.Count < MostBlocks)
        {
            return new VectorBlock(BlockLength);
        }

        VectorBlock oldest = _blocks.Dequeue();
        oldest.Used.GetAwaiter().GetResult();
        return oldest;
    }

    private void Use(VectorBlock block)
    {
        _blocks.Enqueue(block);
        _decoding = _decoding.ContinueWith(_ => Decode(block), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        block.Used = Task.WhenAll(_decoding, Task.Run(() => Place(block)));
    }

    private void WaitForAll()
    {
        foreach (VectorBlock block in _blocks)
        {
            block.Used.GetAwaiter().GetResult();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Decode(VectorBlock block)
    {
        foreach ((int start, int length) in block.Words)
        {
            long offset = block.Offset + start;
            try
            {
                if (!Words.Add(block.Bytes.AsSpan(start, length), offset))
                {
                    _passedOver.Add(_decoded);
                }
            }
            catch (InvalidDataException e)
            {
                Report(offset, e);
                return;
            }

            _decoded++;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Place(VectorBlock block)
    {
        foreach ((int start, int count, int target) in block.Numbers)
        {
            Span<float> numbers = Values.Slice(target, count);
            block.Bytes.AsSpan(start, count * sizeof(float)).CopyTo(MemoryMarshal.AsBytes(numbers));
            if (!BitConverter.IsLittleEndian)
            {
                Span<int> bits = MemoryMarshal.Cast<float, int>(numbers);
                BinaryPrimitives.ReverseEndianness(bits, bits);
            }

            int fault = VectorMath.FirstNotFinite(numbers);
            if (fault >= 0)
            {
                long offset = block.Offset + start + (fault * sizeof(float));
                Report(offset, new InvalidDataException(
                    $"{PlaceOf(offset)}: found {numbers[fault].ToString(CultureInfo.InvariantCulture)} where a finite number is wanted. The vectors are damaged; train or fetch them again."));
                return;
            }
        }
    }

    private void Report(long offset, InvalidDataException error)
    {
        lock (_lock)
        {
            if (_fault.Error is null || offset < _fault.Offset)
            {
                _fault = (offset, error);
            }
        }
    }

    /// <summary>Refuses data that end, or go astray, within a word or its numbers.</summary>
    private void CheckEnd(int rest)
    {
        if (_missing > 0)
        {
            throw new InvalidDataException(
                $"{PlaceOf(_source.Offset)}: expected {_dimension} numbers but the data end after {_dimension - _missing}. The file is cut short; fetch it again.");
        }

        if (rest > 0)
        {
            throw new InvalidDataException(
                $"{PlaceOf(_source.Offset - rest)}: expected word {Count + 1} of {_count} and a space but found none within {Math.Min(LongestWord, rest)} bytes. "
                + "The file is damaged, cut short, or not in word2vec's binary format.");
        }
    }

    private string PlaceOf(long offset) => $"{_source.Name}, byte offset {offset}";
}
