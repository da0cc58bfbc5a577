using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>
/// Mirrors the container of a component's part of a model file: 256 bytes of header, the body, a table of strings, the name
/// of the loader's assembly, a tail. Everything is little endian, every position counts from the start of the header.
/// </summary>
internal sealed class ModelHeader
{
    public const int Size = 0x100;
    private const ulong Magic = 0x4C45444F4D004C4D, TailMagic = 0x4D4C004D4F44454C;
    private const uint Version = 0x00010002, OldestVersion = 0x00010001, VersionWithAssembly = 0x00010002;
    private const int NameSize = 24;

    private uint _containerVersion = Version;
    private long _bodyLength, _tableAt, _tableLength, _charsAt, _charsLength, _tailAt, _end, _assemblyAt;
    private uint _assemblyLength;

    public ulong ModelSignature { get; private set; }

    public uint ModelVerWritten { get; private set; }

    public uint ModelVerReadable { get; private set; }

    public string LoaderSignature { get; private set; } = "";

    public string LoaderSignatureAlt { get; private set; } = "";

    public string LoaderAssemblyName { get; private set; } = "";

    public string[] Strings { get; private set; } = [];

    public void SetVersionInfo(VersionInfo version)
    {
        (ModelSignature, ModelVerWritten, ModelVerReadable) = (version.ModelSignature, version.VerWrittenCur, version.VerReadableCur);
        LoaderSignature = Checked(version.LoaderSignature);
        LoaderSignatureAlt = Checked(version.LoaderSignatureAlt);
        LoaderAssemblyName = version.LoaderAssemblyName ?? "";

        static string Checked(string name) => name is null || (name.Length <= NameSize && name.All(c => c <= 0xFF))
            ? name ?? ""
            : throw Contracts.Mark(new InvalidOperationException());
    }

    public void CheckVersionInfo(VersionInfo version)
    {
        Contracts.CheckDecode(null, ModelSignature == version.ModelSignature, "Unknown file type");
        Contracts.CheckDecode(null, ModelVerReadable <= ModelVerWritten, "Corrupt file header");
        Contracts.CheckDecode(null, ModelVerReadable <= version.VerWrittenCur,
            $"The component '{version.LoaderSignature}' of the model is too new: expected at most version {version.VerWrittenCur:x8}, got {ModelVerReadable:x8}.");
        Contracts.CheckDecode(null, ModelVerWritten >= version.VerWeCanReadBack,
            $"The component '{version.LoaderSignature}' of the model is too old: expected at least version {version.VerWeCanReadBack:x8}, got {ModelVerWritten:x8}.");
    }

    /// <summary>Writes what follows the body, then goes back and fills in the header, which begins at <paramref name="start"/>.</summary>
    public void EndWrite(BinaryWriter writer, long start, IReadOnlyCollection<string> strings)
    {
        _bodyLength = Here() - Size;
        if (strings.Count > 0)
        {
            _tableAt = Here();
            long end = 0;
            foreach (string text in strings)
            {
                writer.Write(end += text.Length * sizeof(char));
            }

            _charsAt = Here();
            _tableLength = _charsAt - _tableAt;
            foreach (string text in strings)
            {
                WriteChars(text);
            }

            _charsLength = Here() - _charsAt;
        }

        if (LoaderAssemblyName.Length > 0)
        {
            _assemblyAt = Here();
            _assemblyLength = (uint)(LoaderAssemblyName.Length * sizeof(char));
            WriteChars(LoaderAssemblyName);
        }

        _tailAt = Here();
        writer.Write(TailMagic);
        _end = Here();
        writer.BaseStream.Position = start;
        WriteHeader(writer);
        writer.Flush();
        writer.BaseStream.Position = start + _end;

        long Here()
        {
            writer.Flush();
            return writer.BaseStream.Position - start;
        }

        void WriteChars(string text) => writer.Write(Encoding.Unicode.GetBytes(text));
    }

    /// <summary>Reads header and strings, and leaves the reader at the body.</summary>
    public static ModelHeader Read(BinaryReader reader)
    {
        long start = reader.BaseStream.Position;
        byte[] bytes = reader.ReadBytes(Size);
        Contracts.CheckDecode(null, bytes.Length == Size, "Corrupt file header");
        var header = new ModelHeader();
        header.ReadHeader(new BinaryReader(new MemoryStream(bytes)));
        header.CheckLayout(reader.BaseStream.Length - start);
        header.ReadStrings(reader, start);
        reader.BaseStream.Position = start + Size;
        return header;
    }

    /// <summary>Checks that the body was read exactly to its end.</summary>
    public void EndRead(BinaryReader reader, long start)
    {
        Contracts.CheckDecode(null, reader.BaseStream.Position - start == Size + _bodyLength, "The component did not read exactly what was written.");
        reader.BaseStream.Position = start + _end;
    }

    private static void WriteName(BinaryWriter writer, string name) => writer.Write(Encoding.Latin1.GetBytes(name.PadRight(NameSize, '\0')));

    private static string ReadName(BinaryReader reader) => Encoding.Latin1.GetString(reader.ReadBytes(NameSize)).TrimEnd('\0');

    private void WriteHeader(BinaryWriter writer)
    {
        writer.Write(Magic);
        writer.Write(Version);
        writer.Write(Version);
        foreach (long field in new[] { Size, _bodyLength, _tableAt, _tableLength, _charsAt, _charsLength })
        {
            writer.Write(field);
        }

        writer.Write(ModelSignature);
        writer.Write(ModelVerWritten);
        writer.Write(ModelVerReadable);
        WriteName(writer, LoaderSignature);
        WriteName(writer, LoaderSignatureAlt);
        writer.Write(_tailAt);
        writer.Write(_end);
        writer.Write(_assemblyAt);
        writer.Write(_assemblyLength);
        writer.Write(new byte[Size - 0x9C]);
    }

    private void ReadHeader(BinaryReader reader)
    {
        Contracts.CheckDecode(null, reader.ReadUInt64() == Magic, "Wrong file type");
        _containerVersion = reader.ReadUInt32();
        uint readable = reader.ReadUInt32();
        Contracts.CheckDecode(null, readable <= _containerVersion, "Corrupt file header");
        Contracts.CheckDecode(null, readable <= Version, "File is too new");
        Contracts.CheckDecode(null, _containerVersion >= OldestVersion, "File is too old");
        long body = reader.ReadInt64();
        _bodyLength = reader.ReadInt64();
        (_tableAt, _tableLength, _charsAt, _charsLength) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
        (ModelSignature, ModelVerWritten, ModelVerReadable) = (reader.ReadUInt64(), reader.ReadUInt32(), reader.ReadUInt32());
        (LoaderSignature, LoaderSignatureAlt) = (ReadName(reader), ReadName(reader));
        (_tailAt, _end, _assemblyAt, _assemblyLength) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadUInt32());
        Contracts.CheckDecode(null, body == Size && _bodyLength >= 0, "Corrupt file header");
        if (_containerVersion < VersionWithAssembly)
        {
            (_assemblyAt, _assemblyLength) = (0, 0);
        }
    }

    private void CheckLayout(long available)
    {
        long at = Size + _bodyLength;
        if (_tableAt != 0)
        {
            Require(_tableAt == at && _tableLength > 0 && _tableLength % sizeof(long) == 0);
            at += _tableLength;
            Require(_charsAt == at && _charsLength >= 0 && _charsLength % sizeof(char) == 0);
            at += _charsLength;
        }
        else
        {
            Require(_tableLength == 0 && _charsAt == 0 && _charsLength == 0);
        }

        if (_assemblyAt != 0)
        {
            Require(_assemblyAt == at && _assemblyLength % sizeof(char) == 0);
            at += _assemblyLength;
        }
        else
        {
            Require(_assemblyLength == 0);
        }

        Require(_tailAt == at && _end == at + sizeof(ulong) && _end <= available);

        static void Require(bool ok) => Contracts.CheckDecode(null, ok, "Corrupt file header");
    }

    private void ReadStrings(BinaryReader reader, long start)
    {
        reader.BaseStream.Position = start + Size + _bodyLength;
        var ends = new long[_tableLength / sizeof(long)];
        for (int i = 0; i < ends.Length; i++)
        {
            ends[i] = reader.ReadInt64();
            long previous = i == 0 ? 0 : ends[i - 1];
            Contracts.CheckDecode(null, ends[i] >= previous && ends[i] <= _charsLength && ends[i] % sizeof(char) == 0, "Corrupt string table");
        }

        Strings = new string[ends.Length];
        for (int i = 0; i < ends.Length; i++)
        {
            Strings[i] = Encoding.Unicode.GetString(reader.ReadBytes((int)(ends[i] - (i == 0 ? 0 : ends[i - 1]))));
        }

        LoaderAssemblyName = Encoding.Unicode.GetString(reader.ReadBytes((int)_assemblyLength));
        Contracts.CheckDecode(null, reader.BaseStream.Position - start == _tailAt && reader.ReadUInt64() == TailMagic, "Corrupt model file tail");
    }
}
