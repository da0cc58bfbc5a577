namespace LanguageModeling.Graphs;

/// <summary>Element types of ONNX tensors, numbered as <c>TensorProto.DataType</c> numbers them.</summary>
internal enum OnnxType
{
    Undefined = 0,
    Float = 1,
    UInt8 = 2,
    Int8 = 3,
    UInt16 = 4,
    Int16 = 5,
    Int32 = 6,
    Int64 = 7,
    String = 8,
    Bool = 9,
    Float16 = 10,
    Double = 11,
    UInt32 = 12,
    UInt64 = 13,
    BFloat16 = 16,
}

internal static class OnnxTypes
{
    /// <summary>Bytes that one element takes in <c>raw_data</c>; 0 where the type has no fixed number.</summary>
    public static int Size(this OnnxType type) => type switch
    {
        OnnxType.UInt8 or OnnxType.Int8 or OnnxType.Bool => 1,
        OnnxType.UInt16 or OnnxType.Int16 or OnnxType.Float16 or OnnxType.BFloat16 => 2,
        OnnxType.Float or OnnxType.Int32 or OnnxType.UInt32 => 4,
        OnnxType.Int64 or OnnxType.UInt64 or OnnxType.Double => 8,
        _ => 0,
    };

    /// <summary>Product of the dimensions, or -1 when one is negative or the product, times the element's size, does not fit.</summary>
    /// <param name="dims">Dimensions; none is a scalar with one element.</param>
    /// <param name="elementSize">Bytes an element.</param>
    public static long CountElements(ReadOnlySpan<long> dims, int elementSize)
    {
        UInt128 count = 1;
        foreach (long dim in dims)
        {
            if (dim < 0 || (count *= (UInt128)dim) * (UInt128)Math.Max(1, elementSize) > long.MaxValue)
            {
                return -1;
            }
        }

        return (long)count;
    }
}
