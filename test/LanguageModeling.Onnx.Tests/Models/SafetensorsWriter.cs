using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using LanguageModeling.Weights;

namespace LanguageModeling.Tests.Models;

/// <summary>Writes safetensors files.</summary>
internal static class SafetensorsWriter
{
    /// <summary>Writes tensors under names, as F32, F16 or BF16.</summary>
    public static void Write(string path, IEnumerable<(string Name, Weight Weight)> tensors, string dtype = "F32")
    {
        var header = new SortedDictionary<string, object>(StringComparer.Ordinal) { ["__metadata__"] = new { format = "pt" } };
        using var data = new MemoryStream();
        foreach ((string name, Weight weight) in tensors)
        {
            long begin = data.Length;
            data.Write(Bytes(weight.Read(), dtype));
            header.Add(name, new { dtype, shape = weight.Dims, data_offsets = new[] { begin, data.Length } });
        }

        Write(path, JsonSerializer.Serialize(header), data.ToArray());
    }

    /// <summary>Writes any header, right or wrong.</summary>
    public static void Write(string path, string header, byte[] data, ulong? headerLength = null)
    {
        byte[] json = System.Text.Encoding.UTF8.GetBytes(header);
        var length = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, headerLength ?? (ulong)json.Length);
        File.WriteAllBytes(path, [.. length, .. json, .. data]);
    }

    private static byte[] Bytes(float[] values, string dtype) => dtype switch
    {
        "F32" => MemoryMarshal.AsBytes(values.AsSpan()).ToArray(),
        "F16" => MemoryMarshal.AsBytes(Array.ConvertAll(values, value => (Half)value).AsSpan()).ToArray(),
        _ => MemoryMarshal.AsBytes(Array.ConvertAll(values, value => (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16)).AsSpan()).ToArray(),
    };
}
