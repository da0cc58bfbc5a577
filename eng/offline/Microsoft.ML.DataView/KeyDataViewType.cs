namespace Microsoft.ML.Data;

/// <summary>
/// Mirrors the key type: an unsigned integer from 1 to <see cref="Count"/>, 0 meaning "missing". Two key types are equal
/// when raw type and count agree.
/// </summary>
public sealed class KeyDataViewType : PrimitiveDataViewType
{
    public KeyDataViewType(Type type, ulong count) : base(type)
    {
        if (!IsValidDataType(type))
        {
            throw new ArgumentOutOfRangeException(nameof(type), "A key is a Byte, UInt16, UInt32 or UInt64.");
        }

        if (count == 0 || count > Largest(type))
        {
            throw new ArgumentOutOfRangeException(nameof(count), $"The number of keys must be from 1 to {Largest(type)}, but got {count}.");
        }

        Count = count;
    }

    public KeyDataViewType(Type type, int count) : this(type, (ulong)count)
    {
        if (count <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(count), "The number of keys must be positive.");
        }
    }

    public ulong Count { get; }

    public static bool IsValidDataType(Type type)
        => type == typeof(byte) || type == typeof(ushort) || type == typeof(uint) || type == typeof(ulong);

    public override bool Equals(DataViewType other) => other is KeyDataViewType key && key.RawType == RawType && key.Count == Count;

    public override bool Equals(object other) => other is DataViewType type && Equals(type);

    public override int GetHashCode() => HashCode.Combine(RawType, Count);

    public override string ToString() => $"Key<{RawType.Name}, 0-{Count - 1}>";

    private static ulong Largest(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Byte => byte.MaxValue,
        TypeCode.UInt16 => ushort.MaxValue,
        TypeCode.UInt32 => uint.MaxValue,
        _ => ulong.MaxValue,
    };
}
