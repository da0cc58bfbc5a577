using System.Runtime.InteropServices;

namespace LanguageModeling.WordTraining;

/// <summary>
/// A text as numbers of words, to be read many times, by many threads, in blocks. The first blocks lie in memory; when that is used up, the others
/// go to a temporary file, which is gone when the spool is disposed or the process ends.
/// </summary>
internal sealed class WordSpool(long wordsInMemory) : IDisposable
{
    /// <summary>Numbers in a block.</summary>
    public const int BlockSize = 1 << 16;

    /// <summary>What stands between two sentences.</summary>
    public const int SentenceEnd = -1;

    private readonly List<int[]> _inMemory = [];
    private int[] _block = new int[BlockSize];
    private int _used;
    private int _onDisk; // blocks
    private FileStream? _file;

    /// <summary>Blocks, the last of which may be shorter.</summary>
    public int BlockCount => _inMemory.Count + _onDisk + (_used > 0 ? 1 : 0);

    /// <summary>Adds a word or the end of a sentence.</summary>
    public void Add(int value)
    {
        if (_used == BlockSize)
        {
            Flush();
        }

        _block[_used++] = value;
    }

    /// <summary>The numbers of a block. Safe for many threads at once when nothing is added any more.</summary>
    /// <param name="index">Block, in [0, <see cref="BlockCount"/>).</param>
    /// <param name="room">May be used for the answer; <see cref="BlockSize"/> long.</param>
    public ReadOnlySpan<int> Read(int index, int[] room)
    {
        if (index < _inMemory.Count)
        {
            return _inMemory[index];
        }

        int place = index - _inMemory.Count;
        if (place == _onDisk)
        {
            return _block.AsSpan(0, _used);
        }

        Span<byte> bytes = MemoryMarshal.AsBytes(room.AsSpan(0, BlockSize));
        for (int done = 0; done < bytes.Length;)
        {
            int count = RandomAccess.Read(_file!.SafeFileHandle, bytes[done..], ((long)place * bytes.Length) + done);
            done += count > 0 ? count : throw new EndOfStreamException(
                $"{_file.Name}: the temporary file with the text was cut short while training. Keep other programs from changing it.");
        }

        return room;
    }

    public void Dispose() => _file?.Dispose();

    private void Flush()
    {
        if ((long)(_inMemory.Count + 1) * BlockSize <= wordsInMemory)
        {
            _inMemory.Add(_block);
            _block = new int[BlockSize];
        }
        else
        {
            _file ??= new FileStream(
                Path.Combine(Path.GetTempPath(), $"word2vec-{Guid.NewGuid():N}.tmp"),
                new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.ReadWrite,
                    Share = FileShare.None,
                    Options = FileOptions.DeleteOnClose,
                    BufferSize = 0,
                });
            _file.Write(MemoryMarshal.AsBytes(_block.AsSpan()));
            _onDisk++;
        }

        _used = 0;
    }
}
