using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data.IO;

/// <summary>Mirrors how the values of a column are written in a binary file: a name, parameters, and blocks of values.</summary>
internal abstract class Codec(string name, DataViewType type)
{
    public DataViewType Type => type;

    /// <summary>The codec of a column type, or null where there is none.</summary>
    public static Codec ForOrNull(DataViewType type) => type switch
    {
        VectorDataViewType vector when ForOrNull(vector.ItemType) is { } item => Generic.Create<Codec>(typeof(VectorCodec<>), [vector.ItemType.RawType], vector, item),
        KeyDataViewType key => Generic.Create<Codec>(typeof(KeyCodec<>), [key.RawType], key, ForOrNull(DataKinds.PrimitiveType(key.RawType))),
        TextDataViewType => new TextCodec(),
        BooleanDataViewType => new BooleanCodec(),
        DateTimeDataViewType => new DateTimeCodec(),
        DateTimeOffsetDataViewType => new DateTimeOffsetCodec(),
        NumberDataViewType or TimeSpanDataViewType or RowIdDataViewType => Generic.Create<Codec>(typeof(RawCodec<>), [type.RawType], type),
        _ => null,
    };

    /// <summary>Reads name and parameters.</summary>
    public static Codec ReadDescription(BinaryReader reader)
    {
        string name = reader.ReadString();
        byte[] parameters = reader.ReadBytes(checked((int)reader.Read7BitEncodedInt64()));
        using var inner = new BinaryReader(new MemoryStream(parameters), Encoding.UTF8);
        switch (name)
        {
            case "VBuffer":
                var item = ReadDescription(inner).Type as PrimitiveDataViewType;
                Contracts.CheckDecode(null, item is not null, "A vector of vectors.");
                int[] dimensions = [.. Enumerable.Range(0, inner.ReadInt32()).Select(_ => inner.ReadInt32())];
                return ForOrNull(dimensions.Length > 0 ? new VectorDataViewType(item, dimensions) : new VectorDataViewType(item));
            case "Key2":
                Type raw = ReadDescription(inner).Type.RawType;
                return ForOrNull(new KeyDataViewType(raw, inner.ReadUInt64()));
            case "TextSpan":
                return ForOrNull(TextDataViewType.Instance);
            default:
                foreach (DataKind kind in Enum.GetValues<DataKind>())
                {
                    if (DataKinds.PrimitiveType(kind).RawType.Name == name)
                    {
                        return ForOrNull(DataKinds.PrimitiveType(kind));
                    }
                }

                return name == nameof(DataViewRowId) ? ForOrNull(RowIdDataViewType.Instance) : throw Contracts.ExceptDecode(null, $"The stand-in does not know the value codec '{name}'.");
        }
    }

    public void WriteDescription(BinaryWriter writer)
    {
        var parameters = new MemoryStream();
        using (var inner = new BinaryWriter(parameters, Encoding.UTF8, leaveOpen: true))
        {
            WriteParameters(inner);
        }

        writer.Write(name);
        writer.Write7BitEncodedInt64(parameters.Length);
        writer.Write(parameters.GetBuffer(), 0, (int)parameters.Length);
    }

    protected virtual void WriteParameters(BinaryWriter writer)
    {
    }
}

/// <summary>A codec of known raw type.</summary>
internal abstract class Codec<T>(string name, DataViewType type) : Codec(name, type)
{
    public abstract void Write(BinaryWriter writer, ReadOnlySpan<T> values);

    public abstract T[] Read(BinaryReader reader, int count);
}

/// <summary>Numbers, time spans and row ids: their bytes, little endian.</summary>
internal sealed class RawCodec<T>(DataViewType type) : Codec<T>(typeof(T).Name, type)
    where T : unmanaged
{
    public override void Write(BinaryWriter writer, ReadOnlySpan<T> values) => writer.Write(MemoryMarshal.AsBytes(values));

    public override T[] Read(BinaryReader reader, int count)
    {
        var values = new T[count];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}

/// <summary>Text: where each value ends, in characters, then all of it as one string. A negative end marks a missing value of old files.</summary>
internal sealed class TextCodec() : Codec<ReadOnlyMemory<char>>("TextSpan", TextDataViewType.Instance)
{
    public override void Write(BinaryWriter writer, ReadOnlySpan<ReadOnlyMemory<char>> values)
    {
        var text = new StringBuilder();
        writer.Write(values.Length);
        foreach (ReadOnlyMemory<char> value in values)
        {
            text.Append(value.Span);
            writer.Write(text.Length);
        }

        writer.Write(text.ToString());
    }

    public override ReadOnlyMemory<char>[] Read(BinaryReader reader, int count)
    {
        Contracts.CheckDecode(null, reader.ReadInt32() == count, "A block of text with the wrong number of values.");
        int[] ends = [.. Enumerable.Range(0, count).Select(_ => reader.ReadInt32())];
        string text = reader.ReadString();
        var values = new ReadOnlyMemory<char>[count];
        for (int i = 0, start = 0; i < count; i++)
        {
            int end = ends[i] & int.MaxValue;
            Contracts.CheckDecode(null, end >= start && end <= text.Length, "A block of text with bad ends.");
            values[i] = ends[i] >= 0 ? text.AsMemory(start, end - start) : default;
            start = end;
        }

        return values;
    }
}

/// <summary>Truth values: one bit each, the lowest first.</summary>
internal sealed class BooleanCodec() : Codec<bool>(nameof(Boolean), BooleanDataViewType.Instance)
{
    public override void Write(BinaryWriter writer, ReadOnlySpan<bool> values)
    {
        var bytes = new byte[(values.Length + 7) / 8];
        for (int i = 0; i < values.Length; i++)
        {
            bytes[i / 8] |= (byte)(values[i] ? 1 << (i % 8) : 0);
        }

        writer.Write(bytes);
    }

    public override bool[] Read(BinaryReader reader, int count)
    {
        var bytes = new byte[(count + 7) / 8];
        reader.BaseStream.ReadExactly(bytes);
        return [.. Enumerable.Range(0, count).Select(i => (bytes[i / 8] >> (i % 8) & 1) != 0)];
    }
}

/// <summary>Dates: ticks.</summary>
internal sealed class DateTimeCodec() : Codec<DateTime>(nameof(DateTime), DateTimeDataViewType.Instance)
{
    public override void Write(BinaryWriter writer, ReadOnlySpan<DateTime> values)
    {
        foreach (DateTime value in values)
        {
            writer.Write(value.Ticks);
        }
    }

    public override DateTime[] Read(BinaryReader reader, int count) => [.. Enumerable.Range(0, count).Select(_ => new DateTime(reader.ReadInt64()))];
}

/// <summary>Dates with an offset: all offsets in minutes, then all ticks.</summary>
internal sealed class DateTimeOffsetCodec() : Codec<DateTimeOffset>(nameof(DateTimeOffset), DateTimeOffsetDataViewType.Instance)
{
    public override void Write(BinaryWriter writer, ReadOnlySpan<DateTimeOffset> values)
    {
        foreach (DateTimeOffset value in values)
        {
            writer.Write((short)value.Offset.TotalMinutes);
        }

        foreach (DateTimeOffset value in values)
        {
            writer.Write(value.DateTime.Ticks);
        }
    }

    public override DateTimeOffset[] Read(BinaryReader reader, int count)
    {
        short[] minutes = [.. Enumerable.Range(0, count).Select(_ => reader.ReadInt16())];
        return [.. minutes.Select(m => new DateTimeOffset(reader.ReadInt64(), TimeSpan.FromMinutes(m)))];
    }
}

/// <summary>Keys: as the number below; the parameters add the count.</summary>
internal sealed class KeyCodec<T>(KeyDataViewType type, Codec inner) : Codec<T>("Key2", type)
{
    public override void Write(BinaryWriter writer, ReadOnlySpan<T> values) => ((Codec<T>)inner).Write(writer, values);

    public override T[] Read(BinaryReader reader, int count) => ((Codec<T>)inner).Read(reader, count);

    protected override void WriteParameters(BinaryWriter writer)
    {
        inner.WriteDescription(writer);
        writer.Write(type.Count);
    }
}

/// <summary>
/// Vectors: how many, the common length or 0 and all lengths, for each the stored count or -1 when dense, all indices, all values.
/// </summary>
internal sealed class VectorCodec<T>(VectorDataViewType type, Codec item) : Codec<VBuffer<T>>("VBuffer", type)
{
    private readonly Codec<T> _item = (Codec<T>)item;

    public override void Write(BinaryWriter writer, ReadOnlySpan<VBuffer<T>> values)
    {
        VBuffer<T>[] vectors = values.ToArray();
        Contracts.Check(type.Size == 0 || vectors.All(v => v.Length == type.Size), $"Length mismatch: expected {type.Size} slots in every row.");
        int common = type.Size > 0 ? type.Size : vectors.Length > 0 && vectors.All(v => v.Length == vectors[0].Length) ? vectors[0].Length : 0;
        writer.Write(vectors.Length);
        writer.Write(common);
        if (common == 0)
        {
            WriteAll(vectors.Select(v => v.Length));
        }

        WriteAll(vectors.Select(v => v.IsDense ? -1 : v.GetValues().Length));
        int[] indices = [.. vectors.SelectMany(v => v.GetIndices().ToArray())];
        writer.Write(indices.Length);
        WriteAll(indices);
        _item.Write(writer, vectors.SelectMany(v => v.GetValues().ToArray()).ToArray());

        void WriteAll(IEnumerable<int> numbers)
        {
            foreach (int number in numbers)
            {
                writer.Write(number);
            }
        }
    }

    public override VBuffer<T>[] Read(BinaryReader reader, int count)
    {
        Contracts.CheckDecode(null, reader.ReadInt32() == count, "A block of vectors with the wrong number of values.");
        int common = reader.ReadInt32();
        int[] lengths = common > 0 ? [.. Enumerable.Repeat(common, count)] : ReadAll(count);
        int[] counts = ReadAll(count);
        int[] indices = ReadAll(reader.ReadInt32());
        T[] values = _item.Read(reader, counts.Zip(lengths).Sum(v => v.First < 0 ? v.Second : v.First));
        var vectors = new VBuffer<T>[count];
        for (int i = 0, value = 0, index = 0; i < count; i++)
        {
            bool dense = counts[i] < 0;
            int stored = dense ? lengths[i] : counts[i];
            vectors[i] = new VBuffer<T>(lengths[i], stored, values[value..(value + stored)], dense ? null : indices[index..(index + stored)]);
            value += stored;
            index += dense ? 0 : stored;
        }

        return vectors;

        int[] ReadAll(int n) => [.. Enumerable.Range(0, n).Select(_ => reader.ReadInt32())];
    }

    protected override void WriteParameters(BinaryWriter writer)
    {
        _item.WriteDescription(writer);
        writer.Write(type.Dimensions.Length);
        foreach (int dimension in type.Dimensions)
        {
            writer.Write(dimension);
        }
    }
}
