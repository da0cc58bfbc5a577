using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;

namespace LanguageModeling.Files;

/// <summary>
/// A model file as it lies in memory: sections of bytes that are used as they are. See docs/ngram-format.md.
/// </summary>
/// <remarks>
/// A file is mapped, so that opening one takes no time and no memory of its own; its header is checked, and its sections too where that is
/// quick (<see cref="CheckedAtOnce"/>). <see cref="Verify"/> checks all of them. What uses the memory must keep the image alive: it goes with the
/// image, when the collector finds it unused.
/// </remarks>
internal sealed unsafe class ModelImage
{
    /// <summary>Version of the form.</summary>
    public const int FormatVersion = 3;

    /// <summary>Oldest version that is read: the fast layout has been the same since.</summary>
    public const int OldestVersion = 2;

    /// <summary>The checksums of files up to this length are checked when they are opened.</summary>
    public const long CheckedAtOnce = 16 << 20;

    private const int HeaderLength = 32;
    private const int EntryLength = 32;
    private const int MostSections = 256;
    private const int Alignment = 64;
    private const int ChecksumPlace = 28;

    private readonly List<ModelSection> _sections = [];
    private readonly List<uint> _checksums = []; // of the sections, as the file tells them
    private readonly List<object> _memory = [];

    /// <summary>Begins an image made in memory.</summary>
    /// <param name="layout">Which layout its sections have.</param>
    public ModelImage(NgramFileFormat layout) => Layout = layout;

    /// <summary>First bytes of every file.</summary>
    public static ReadOnlySpan<byte> Magic => NgramModelFile.Magic;

    /// <summary>Which layout the sections have.</summary>
    public NgramFileFormat Layout { get; }

    /// <summary>Version of the file.</summary>
    public int Version { get; } = FormatVersion;

    /// <summary>Bytes of the file.</summary>
    public long Length { get; private set; }

    /// <summary>Maps a file.</summary>
    /// <exception cref="InvalidDataException">The file is cut short or damaged.</exception>
    public static ModelImage Map(FileStream file)
    {
        long length = file.Length;
        if (length < HeaderLength)
        {
            throw Damaged($"expected a header of {HeaderLength} bytes but the file has {length}");
        }

        MemoryMappedFile map = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        MemoryMappedViewAccessor view = map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        byte* start = (byte*)view.SafeMemoryMappedViewHandle.DangerousGetHandle(); // AcquirePointer would keep the file mapped for good
        NativeBlock.AdviseHugePages(start, length);
        var image = new ModelImage(start, length, [view.SafeMemoryMappedViewHandle, view, map]);
        GC.KeepAlive(view);
        return image;
    }

    /// <summary>The header and the table of a file, which hold the checksums of all sections.</summary>
    /// <param name="file">At its beginning, where it stays.</param>
    public static byte[] ReadHeader(FileStream file)
    {
        byte[] header = new byte[HeaderLength + (MostSections * EntryLength)];
        int got = file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        file.Position = 0;
        int length = got < HeaderLength ? got : HeaderLength + (Math.Clamp(BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(24)), 0, MostSections) * EntryLength);
        return header[..Math.Min(got, length)];
    }

    /// <summary>Reads a file from a stream into memory. Memory grows with what arrives.</summary>
    /// <param name="stream">Read from its position to the end of the model; left open.</param>
    /// <param name="start">Bytes of the model that were read already; at most the header.</param>
    public static ModelImage Read(Stream stream, ReadOnlySpan<byte> start)
    {
        const int firstRoom = 1 << 20;
        Span<byte> header = stackalloc byte[HeaderLength];
        start.CopyTo(header);
        int got = start.Length + stream.ReadAtLeast(header[start.Length..], HeaderLength - start.Length, throwOnEndOfStream: false);
        if (got < HeaderLength)
        {
            throw Damaged($"expected a header of {HeaderLength} bytes but the data end after {got}");
        }

        long length = BinaryPrimitives.ReadInt64LittleEndian(header[16..]);
        if (length < HeaderLength)
        {
            throw Damaged($"expected the length of the model but found {length}");
        }

        var block = new NativeBlock(Math.Min(length, firstRoom));
        header.CopyTo(new Span<byte>(block.Start, HeaderLength));
        for (long filled = HeaderLength; filled < length;)
        {
            if (filled == block.Length)
            {
                var larger = new NativeBlock(Math.Min(length, 2 * filled));
                Buffer.MemoryCopy(block.Start, larger.Start, larger.Length, filled);
                block.Dispose();
                block = larger;
            }

            int count = stream.Read(new Span<byte>(block.Start + filled, (int)Math.Min(block.Length - filled, firstRoom)));
            filled += count > 0 ? count : throw Damaged($"expected {length} bytes but the data end after {filled}. They are cut short");
        }

        return new ModelImage(block.Start, length, [block]);
    }

    private ModelImage(byte* start, long length, object[] memory)
    {
        _memory.AddRange(memory);
        Length = length;
        var header = new ReadOnlySpan<byte>(start, HeaderLength);
        Version = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
        if (!header.StartsWith(Magic) || Version is < OldestVersion or > FormatVersion)
        {
            throw Damaged($"expected \"LMNGRAM\" and version {OldestVersion} or {FormatVersion} but found version {Version}");
        }

        long told = BinaryPrimitives.ReadInt64LittleEndian(header[16..]);
        if (told != length)
        {
            throw Damaged(told > length ? $"expected {told} bytes but the file has {length}. It is cut short" : $"expected {told} bytes but the file has {length}");
        }

        int count = BinaryPrimitives.ReadInt32LittleEndian(header[24..]);
        if (count is < 1 or > MostSections || HeaderLength + ((long)count * EntryLength) > length)
        {
            throw Damaged($"expected from 1 to {MostSections} sections but found {count}");
        }

        uint stored = BinaryPrimitives.ReadUInt32LittleEndian(header[ChecksumPlace..]);
        var table = new ReadOnlySpan<byte>(start + HeaderLength, count * EntryLength);
        uint computed = Crc32C.Append(Crc32C.Append(Crc32C.Empty, header[..ChecksumPlace]), table);
        if (stored != computed)
        {
            throw Damaged($"the checksum of the header is {stored:X8} but its bytes give {computed:X8}");
        }

        Layout = (NgramFileFormat)BinaryPrimitives.ReadInt32LittleEndian(header[12..]);
        ReadTable(start, table);
        if (length <= CheckedAtOnce)
        {
            Verify();
        }
    }

    private void ReadTable(byte* start, ReadOnlySpan<byte> table)
    {
        for (; !table.IsEmpty; table = table[EntryLength..])
        {
            int order = BinaryPrimitives.ReadInt32LittleEndian(table[4..]);
            long offset = BinaryPrimitives.ReadInt64LittleEndian(table[8..]);
            long size = BinaryPrimitives.ReadInt64LittleEndian(table[16..]);
            if (offset < 0 || size < 0 || offset % Alignment != 0 || offset > Length || size > Length - offset)
            {
                throw Damaged($"a section of {size} bytes at {offset} does not lie in the file of {Length} bytes");
            }

            _sections.Add(new ModelSection((SectionKind)BinaryPrimitives.ReadUInt32LittleEndian(table), order, start + offset, size));
            _checksums.Add(BinaryPrimitives.ReadUInt32LittleEndian(table[24..]));
        }
    }

    /// <summary>Makes the error for a file that cannot be.</summary>
    /// <param name="fault">What was expected and what was found, without a full stop.</param>
    public static InvalidDataException Damaged(string fault)
        => new($"Saved n-gram model: {fault}. The file is damaged or was not written by this library; save or fetch it again.");

    /// <summary>Adds a section that lies in memory.</summary>
    /// <returns>Its first byte.</returns>
    public byte* Add(SectionKind kind, int order, NativeBlock block)
    {
        _memory.Add(block);
        _sections.Add(new ModelSection(kind, order, block.Start, block.Length));
        return block.Start;
    }

    /// <summary>Adds a section with what is written.</summary>
    public void Add(SectionKind kind, Action<Stream> write)
    {
        var stream = new MemoryStream();
        write(stream);
        var block = new NativeBlock(stream.Length);
        stream.GetBuffer().AsSpan(0, (int)stream.Length).CopyTo(new Span<byte>(block.Start, (int)block.Length));
        Add(kind, 0, block);
    }

    /// <summary>The section of a kind and order.</summary>
    /// <exception cref="InvalidDataException">There is none, or it has another length.</exception>
    public ModelSection Find(SectionKind kind, int order = 0, long? length = null)
    {
        foreach (ModelSection section in _sections)
        {
            if (section.Kind == kind && section.Order == order)
            {
                return length is null || section.Length == length
                    ? section
                    : throw Damaged($"expected {length} bytes of {kind}{(order > 0 ? $" of order {order}" : "")} but found {section.Length}");
            }
        }

        throw Damaged($"there is no section of {kind}{(order > 0 ? $" of order {order}" : "")}");
    }

    /// <summary>Checks the checksums of all sections.</summary>
    /// <exception cref="InvalidDataException">A section is damaged.</exception>
    public void Verify()
    {
        for (int i = 0; i < _checksums.Count; i++)
        {
            uint computed = _sections[i].ComputeChecksum();
            if (computed != _checksums[i])
            {
                throw Damaged($"the checksum of {_sections[i].Kind}{(_sections[i].Order > 0 ? $" of order {_sections[i].Order}" : "")} is {_checksums[i]:X8} but its bytes give {computed:X8}");
            }
        }

        GC.KeepAlive(this);
    }

    /// <summary>Writes the file.</summary>
    public void Write(Stream stream)
    {
        byte[] header = new byte[HeaderLength + (_sections.Count * EntryLength)];
        long place = Align(header.Length);
        for (int i = 0; i < _sections.Count; i++)
        {
            ModelSection section = _sections[i];
            Span<byte> entry = header.AsSpan(HeaderLength + (i * EntryLength), EntryLength);
            BinaryPrimitives.WriteUInt32LittleEndian(entry, (uint)section.Kind);
            BinaryPrimitives.WriteInt32LittleEndian(entry[4..], section.Order);
            BinaryPrimitives.WriteInt64LittleEndian(entry[8..], place);
            BinaryPrimitives.WriteInt64LittleEndian(entry[16..], section.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[24..], i < _checksums.Count ? _checksums[i] : section.ComputeChecksum());
            place = Align(place + section.Length);
        }

        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), FormatVersion);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), (int)Layout);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(16), place);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(24), _sections.Count);
        uint checksum = Crc32C.Append(Crc32C.Append(Crc32C.Empty, header.AsSpan(0, ChecksumPlace)), header.AsSpan(HeaderLength));
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(ChecksumPlace), checksum);
        WritePadded(stream, header);
        foreach (ModelSection section in _sections)
        {
            const int step = 1 << 28; // what is written in one go lies in large pages of the system's cache: it is scored up to 1.4 times as fast
            for (long done = 0; done < section.Length; done += step)
            {
                WritePadded(stream, new ReadOnlySpan<byte>(section.Start + done, (int)Math.Min(step, section.Length - done)));
            }
        }

        GC.KeepAlive(this);
    }

    private static long Align(long place) => (place + Alignment - 1) / Alignment * Alignment;

    private static void WritePadded(Stream stream, ReadOnlySpan<byte> bytes)
    {
        stream.Write(bytes);
        stream.Write(stackalloc byte[(int)(Align(bytes.Length) - bytes.Length)]);
    }
}
