using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LanguageModeling.Graphs;

/// <summary>A <c>TensorProto</c> while it is read: its data may come in four ways, of which one is right.</summary>
internal sealed class TensorContent
{
    public string Name { get; set; } = "";

    public OnnxType Type { get; set; }

    public List<long> Dims { get; } = [];

    public List<float> Singles { get; } = [];

    public List<long> Integers { get; } = [];

    public TensorBytes? Raw { get; set; }

    public bool IsExternal { get; set; }

    /// <summary>Keys <c>location</c>, <c>offset</c>, <c>length</c>.</summary>
    public SortedDictionary<string, string> External { get; } = new(StringComparer.Ordinal);

    /// <summary>The tensor, with as many bytes as its shape asks for.</summary>
    /// <param name="openExternal">Opens the file with weights of a name.</param>
    /// <param name="error">Makes the exception for a problem.</param>
    public OnnxTensor ToTensor(Func<string, SafeFileHandle> openExternal, Func<string, Exception> error)
    {
        long[] dims = [.. Dims];
        int size = Type.Size();
        long count = OnnxTypes.CountElements(dims, size);
        if (count < 0)
        {
            throw error($"tensor \"{Name}\" has the impossible shape [{string.Join(',', dims)}]");
        }

        if (size == 0)
        {
            return new OnnxTensor(Name, Type, dims, TensorBytes.Of([])); // text, 4 bits and other kinds: nothing that decoders need
        }

        TensorBytes data = IsExternal ? ReadExternal(count * size, openExternal, error) : Raw ?? Pack();
        return data.Length == count * size
            ? new OnnxTensor(Name, Type, dims, data)
            : throw error($"tensor \"{Name}\" of shape [{string.Join(',', dims)}] and type {Type} should have {count * size} bytes, but {data.Length} are there");
    }

    private TensorBytes ReadExternal(long bytes, Func<string, SafeFileHandle> openExternal, Func<string, Exception> error)
    {
        long Number(string key, long otherwise) => !External.TryGetValue(key, out string? text) ? otherwise
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value
            : throw error($"tensor \"{Name}\": external data have the {key} \"{text}\", which is not a number");

        string location = External.GetValueOrDefault("location", "");
        SafeFileHandle file = openExternal(location);
        long offset = Number("offset", 0);
        long length = Number("length", bytes);
        long available = RandomAccess.GetLength(file);
        return offset <= available && length <= available - offset
            ? TensorBytes.OfFile(file, offset, length)
            : throw error($"tensor \"{Name}\" takes bytes {offset} to {(Int128)offset + length} of \"{location}\", but that file has {available}");
    }

    // float_data, int32_data, int64_data: 16-bit floats and small integers come as int32.
    private TensorBytes Pack()
    {
        if (Type == OnnxType.Float)
        {
            return TensorBytes.Of(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(Singles)).ToArray());
        }

        int size = Type.Size();
        var bytes = new byte[checked(Integers.Count * size)];
        for (int i = 0; i < Integers.Count; i++)
        {
            long value = Integers[i];
            MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in value))[..size].CopyTo(bytes.AsSpan(i * size));
        }

        return TensorBytes.Of(bytes);
    }
}
