using LanguageModeling.Graphs;

namespace LanguageModeling.Weights;

/// <summary>A weight of any floating type, read as <see cref="float"/>; or several of them one after the other.</summary>
internal sealed class Weight
{
    private readonly (OnnxTensor Tensor, long First, long Count)[] _parts; // runs of elements

    private Weight(string name, long[] dims, (OnnxTensor Tensor, long First, long Count)[] parts)
    {
        Name = name;
        Dims = dims;
        _parts = parts;
    }

    public string Name { get; }

    /// <summary>Shape; parts lie one after the other along the first dimension.</summary>
    public long[] Dims { get; }

    public long Count => OnnxTypes.CountElements(Dims, 1);

    /// <summary>A weight out of a file.</summary>
    /// <exception cref="NotSupportedException">Its type is not a floating one.</exception>
    public static Weight Of(OnnxTensor tensor)
        => tensor.Type is OnnxType.Float or OnnxType.Float16 or OnnxType.BFloat16
            ? new Weight(tensor.Name, tensor.Dims, [(tensor, 0, tensor.Count)])
            : throw new NotSupportedException($"Weight \"{tensor.Name}\" has the type {tensor.Type}. Weights in float32, float16 and bfloat16 are read; take the model before quantisation.");

    public static Weight Of(string name, float[] values, params long[] dims) => Of(OnnxTensor.Of(name, values, dims));

    /// <summary>Several weights as one, along the first dimension.</summary>
    public static Weight Concat(string name, params IReadOnlyList<Weight> parts)
        => new(name, [parts.Sum(part => part.Dims[0]), .. parts[0].Dims[1..]], [.. parts.SelectMany(part => part._parts)]);

    /// <summary>Some rows of a weight that came out of a file, as a weight of their own.</summary>
    public Weight Rows(string name, int first, int count)
    {
        (OnnxTensor tensor, long start, _) = _parts[0];
        long row = Count / Dims[0];
        return new Weight(name, [count, .. Dims[1..]], [(tensor, start + (first * row), count * row)]);
    }

    /// <summary>All elements, row-major.</summary>
    public float[] Read()
    {
        var values = new float[Count];
        int done = 0;
        foreach ((OnnxTensor tensor, long first, long count) in _parts)
        {
            FloatReading.Read(tensor.Data, first, tensor.Type, values.AsSpan(done, (int)count));
            done += (int)count;
        }

        return values;
    }
}
