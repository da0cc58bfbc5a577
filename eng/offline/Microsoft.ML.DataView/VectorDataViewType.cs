using System.Collections.Immutable;

namespace Microsoft.ML.Data;

/// <summary>
/// Mirrors the vector type: items of one primitive type in a shape. Size 0 means that each row may have its own length.
/// A 2 by 3 vector is not equal to a vector of 6.
/// </summary>
public sealed class VectorDataViewType : StructuredDataViewType
{
    public VectorDataViewType(PrimitiveDataViewType itemType, int size = 0) : this(itemType, Checked([size], nameof(size)))
    {
    }

    public VectorDataViewType(PrimitiveDataViewType itemType, params int[] dimensions)
        : this(itemType, Checked(dimensions ?? [], nameof(dimensions)))
    {
    }

    public VectorDataViewType(PrimitiveDataViewType itemType, ImmutableArray<int> dimensions) : base(Raw(itemType))
    {
        ItemType = itemType;
        Dimensions = Checked(dimensions.AsSpan(), nameof(dimensions));
        int size = 1;
        foreach (int dimension in Dimensions)
        {
            size = checked(size * dimension);
        }

        Size = size;
    }

    public ImmutableArray<int> Dimensions { get; }

    public PrimitiveDataViewType ItemType { get; }

    public int Size { get; }

    public bool IsKnownSize => Size > 0;

    public override bool Equals(DataViewType other)
        => other is VectorDataViewType vector && ItemType.Equals(vector.ItemType) && Dimensions.AsSpan().SequenceEqual(vector.Dimensions.AsSpan());

    public override bool Equals(object other) => other is DataViewType type && Equals(type);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(ItemType);
        foreach (int dimension in Dimensions)
        {
            hash.Add(dimension);
        }

        return hash.ToHashCode();
    }

    public override string ToString()
    {
        var shape = Dimensions.Length == 1 && Size == 0 ? [] : Dimensions.Select(d => d > 0 ? d.ToString() : "*");
        return "Vector<" + string.Join(", ", shape.Prepend(ItemType.ToString())) + ">";
    }

    private static Type Raw(PrimitiveDataViewType itemType)
        => typeof(VBuffer<>).MakeGenericType((itemType ?? throw new ArgumentNullException(nameof(itemType))).RawType);

    private static ImmutableArray<int> Checked(ReadOnlySpan<int> dimensions, string parameter)
    {
        if (dimensions.IsEmpty || dimensions.ContainsAnyInRange(int.MinValue, -1))
        {
            throw new ArgumentOutOfRangeException(parameter, "A vector has at least one dimension, and no negative one.");
        }

        return [.. dimensions];
    }
}
