using LanguageModeling.Graphs;

namespace LanguageModeling.Weights;

/// <summary>A weight of any floating type, read as <see cref="float"/>; or several of them one after the other.</summary>
internal sealed class Weight
{
    private readonly OnnxTensor[] _parts;

    private Weight(string name, long[] dims, OnnxTensor[] parts)
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
            ? new Weight(tensor.Name, tensor.Dims, [tensor])
            : throw new NotSupportedException($"Weight \"{tensor.Name}\" has the type {tensor.Type}. Weights in float32, float16 and bfloat16 are read; take the model before quantisation.");

    public static Weight Of(string name, float[] values, params long[] dims) => Of(OnnxTensor.Of(name, values, dims));

    /// <summary>Several weights as one, along the first dimension.</summary>
    public static Weight Concat(string name, params IReadOnlyList<Weight> parts)
        => new(name, [parts.Sum(part => part.Dims[0]), .. parts[0].Dims[1..]], [.. parts.SelectMany(part => part._parts)]);

    /// <summary>All elements, row-major.</summary>
    public float[] Read()
    {
        var values = new float[Count];
        int done = 0;
        foreach (OnnxTensor part in _parts)
        {
            FloatReading.Read(part.Data, 0, part.Type, values.AsSpan(done, (int)part.Count));
            done += (int)part.Count;
        }

        return values;
    }
}
