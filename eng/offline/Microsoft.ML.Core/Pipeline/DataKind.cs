using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Mirrors the names of the simple column types.</summary>
public enum DataKind : byte
{
    SByte = 1,
    Byte = 2,
    Int16 = 3,
    UInt16 = 4,
    Int32 = 5,
    UInt32 = 6,
    Int64 = 7,
    UInt64 = 8,
    Single = 9,
    Double = 10,
    String = 11,
    Boolean = 12,
    TimeSpan = 13,
    DateTime = 14,
    DateTimeOffset = 15,
}

/// <summary>The table of simple column types: by kind, by raw type.</summary>
internal static class DataKinds
{
    private static readonly PrimitiveDataViewType[] s_types =
    [
        NumberDataViewType.SByte, NumberDataViewType.Byte, NumberDataViewType.Int16, NumberDataViewType.UInt16,
        NumberDataViewType.Int32, NumberDataViewType.UInt32, NumberDataViewType.Int64, NumberDataViewType.UInt64,
        NumberDataViewType.Single, NumberDataViewType.Double, TextDataViewType.Instance, BooleanDataViewType.Instance,
        TimeSpanDataViewType.Instance, DateTimeDataViewType.Instance, DateTimeOffsetDataViewType.Instance, RowIdDataViewType.Instance,
    ];

    public static PrimitiveDataViewType PrimitiveType(DataKind kind) => kind is >= DataKind.SByte and <= DataKind.DateTimeOffset
        ? s_types[(int)kind - 1]
        : throw Contracts.ExceptParam(nameof(kind), $"Unknown {nameof(DataKind)} {kind}.");

    /// <summary>The type whose values are held as <paramref name="raw"/> (a string counts as text), or null.</summary>
    public static PrimitiveDataViewType PrimitiveTypeOrNull(Type raw)
        => raw == typeof(string) ? TextDataViewType.Instance : Array.Find(s_types, t => t.RawType == raw);

    public static PrimitiveDataViewType PrimitiveType(Type raw)
        => PrimitiveTypeOrNull(raw) ?? throw Contracts.ExceptParam(nameof(raw), $"There is no column type of {raw}.");

    /// <summary>The kind of a simple type or of the number below a key; null for row ids and custom types.</summary>
    public static DataKind? KindOf(Type raw)
    {
        int at = Array.FindIndex(s_types, t => t.RawType == raw);
        return at >= 0 && at < (int)DataKind.DateTimeOffset ? (DataKind)(at + 1) : null;
    }

    /// <summary>The item type of a vector, otherwise the type itself.</summary>
    public static DataViewType ItemType(this DataViewType type) => (type as VectorDataViewType)?.ItemType ?? type;

    /// <summary>The number of keys of a key or of a vector of keys, otherwise 0.</summary>
    public static ulong KeyCountOrZero(this DataViewType type) => (type.ItemType() as KeyDataViewType)?.Count ?? 0;

    /// <summary>1 for a scalar, 0 for a vector of variable length, otherwise the length.</summary>
    public static int ValueCount(this DataViewType type) => type is VectorDataViewType vector ? vector.Size : 1;
}
