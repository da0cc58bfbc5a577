using System.Numerics;

namespace Microsoft.ML.Data;

/// <summary>Mirrors the 128-bit row id with its mixing functions, steps of MurmurHash3 (x64, 128 bits).</summary>
public readonly struct DataViewRowId : IComparable<DataViewRowId>, IEquatable<DataViewRowId>
{
    private const ulong FirstFactor = 0x87c37b91114253d5, SecondFactor = 0x4cf5ad432745937f;

    public readonly ulong Low;
    public readonly ulong High;

    public DataViewRowId(ulong low, ulong high) => (Low, High) = (low, high);

    public int CompareTo(DataViewRowId other) => High != other.High ? High.CompareTo(other.High) : Low.CompareTo(other.Low);

    public bool Equals(DataViewRowId other) => Low == other.Low && High == other.High;

    public override bool Equals(object obj) => obj is DataViewRowId other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Low, High);

    public override string ToString() => $"{High:x16}{Low:x16}";

    /// <summary>Mixes in a block of two zeros.</summary>
    public DataViewRowId Next() => Mixed(0, 0);

    /// <summary>Mixes in the same block of zeros, then the hash of a one: never equal to what Next gives.</summary>
    public DataViewRowId Fork()
    {
        DataViewRowId next = Mixed(0, 0);
        return new DataViewRowId(next.Low ^ (BitOperations.RotateLeft(FirstFactor, 31) * SecondFactor), next.High);
    }

    public DataViewRowId Combine(DataViewRowId other)
    {
        other = other.Fork();
        return Mixed(
            BitOperations.RotateLeft(other.Low * FirstFactor, 31) * SecondFactor,
            BitOperations.RotateLeft(other.High * SecondFactor, 33) * FirstFactor);
    }

    private DataViewRowId Mixed(ulong first, ulong second)
    {
        ulong low = ((BitOperations.RotateLeft(Low ^ first, 27) + High) * 5) + 0x52dce729;
        ulong high = ((BitOperations.RotateLeft(High ^ second, 31) + low) * 5) + 0x38495ab5;
        return new DataViewRowId(low, high);
    }
}
