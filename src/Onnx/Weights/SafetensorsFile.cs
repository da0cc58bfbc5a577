using System.Buffers.Binary;
using System.Text.Json;
using LanguageModeling.Folders;
using LanguageModeling.Graphs;
using Microsoft.Win32.SafeHandles;

namespace LanguageModeling.Weights;

/// <summary>
/// A safetensors file: 8 bytes with the length of a JSON object, that object (name → dtype, shape, data_offsets), then the data. Weights stay in
/// the file until they are read.
/// </summary>
internal sealed class SafetensorsFile : WeightSource
{
    private const int LengthBytes = 8;
    private const int MaximumHeader = 100_000_000; // as the format itself demands

    private readonly SafeFileHandle _file;
    private readonly Dictionary<string, OnnxTensor> _tensors = new(StringComparer.Ordinal);

    private SafetensorsFile(string path)
        : base(path)
    {
        _file = File.OpenHandle(path);
        try
        {
            ReadHeader();
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file and reads its header.</summary>
    /// <exception cref="InvalidDataException">The file is not of this format, or damaged.</exception>
    public static SafetensorsFile Open(string path) => new(path);

    /// <summary>Names of all tensors.</summary>
    public IEnumerable<string> Names => _tensors.Keys;

    public override Weight? Find(string name) => _tensors.TryGetValue(name, out OnnxTensor? tensor) ? Weight.Of(tensor) : null;

    public override void Dispose() => _file.Dispose();

    private void ReadHeader()
    {
        long fileLength = RandomAccess.GetLength(_file);
        Span<byte> start = stackalloc byte[LengthBytes];
        if (RandomAccess.Read(_file, start, 0) < LengthBytes)
        {
            throw Error("the file is shorter than 8 bytes");
        }

        if (start.SequenceEqual("version "u8))
        {
            throw new InvalidDataException($"{Path}: this is a Git LFS pointer, not the file itself. Run: git lfs pull");
        }

        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(start);
        if (headerLength > MaximumHeader || headerLength > (ulong)(fileLength - LengthBytes))
        {
            throw Error($"the header should have {headerLength} bytes, but the file ends after {fileLength - LengthBytes}");
        }

        var header = new byte[(int)headerLength];
        TensorBytes.OfFile(_file, LengthBytes, header.Length).Read(0, header);
        try
        {
            using JsonDocument json = JsonFile.Parse(header);
            long dataStart = LengthBytes + header.Length;
            ReadTensors(json.RootElement, dataStart, fileLength - dataStart);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{Path}: the header is not JSON. {e.Message} This is not a safetensors file, or it is damaged; download it again.", e);
        }
    }

    private void ReadTensors(JsonElement header, long dataStart, long dataLength)
    {
        if (header.ValueKind != JsonValueKind.Object)
        {
            throw Error("the header is not a JSON object");
        }

        foreach (JsonProperty entry in header.EnumerateObject().Where(entry => entry.Name != "__metadata__"))
        {
            if (!_tensors.TryAdd(entry.Name, ReadTensor(entry.Name, entry.Value, dataStart, dataLength)))
            {
                throw Error($"tensor \"{entry.Name}\" is there twice");
            }
        }
    }

    private OnnxTensor ReadTensor(string name, JsonElement entry, long dataStart, long dataLength)
    {
        if (entry.ValueKind != JsonValueKind.Object
            || !entry.TryGetProperty("dtype", out JsonElement dtype) || dtype.ValueKind != JsonValueKind.String
            || !TryReadNumbers(entry, "shape", out long[] dims) || dims.Length > 16
            || !TryReadNumbers(entry, "data_offsets", out long[] offsets) || offsets.Length != 2)
        {
            throw Error($"tensor \"{name}\" lacks dtype, shape or data_offsets");
        }

        OnnxType type = TypeOf(dtype.GetString()!);
        int size = type.Size();
        (long begin, long end) = (offsets[0], offsets[1]);
        if (begin > end || end > dataLength)
        {
            throw Error($"tensor \"{name}\" takes bytes {begin} to {end} of the data, of which there are {dataLength}");
        }

        long count = OnnxTypes.CountElements(dims, size);
        return size == 0 || count >= 0 && count * size == end - begin
            ? new OnnxTensor(name, type, dims, TensorBytes.OfFile(_file, dataStart + begin, end - begin))
            : throw Error($"tensor \"{name}\" of shape [{string.Join(',', dims)}] and type {dtype} has {end - begin} bytes");
    }

    // Types that no weight of a decoder has are kept as unknown: an error only if one of them is asked for.
    private static OnnxType TypeOf(string dtype) => dtype switch
    {
        "F32" => OnnxType.Float,
        "F16" => OnnxType.Float16,
        "BF16" => OnnxType.BFloat16,
        "F64" => OnnxType.Double,
        "I64" => OnnxType.Int64,
        "I32" => OnnxType.Int32,
        "I8" => OnnxType.Int8,
        "U8" => OnnxType.UInt8,
        "BOOL" => OnnxType.Bool,
        _ => OnnxType.Undefined,
    };

    private static bool TryReadNumbers(JsonElement entry, string name, out long[] numbers)
    {
        numbers = [];
        if (!entry.TryGetProperty(name, out JsonElement array) || array.ValueKind != JsonValueKind.Array)
        {
            return false;
        }

        List<long> values = [];
        foreach (JsonElement item in array.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out long value) || value < 0)
            {
                return false;
            }

            values.Add(value);
        }

        numbers = [.. values];
        return true;
    }

    private InvalidDataException Error(string what) => new($"{Path}: {what}. This is not a safetensors file, or it is damaged; download it again.");
}
