using LanguageModeling.Graphs;

namespace LanguageModeling.Weights;

/// <summary>A weight of any floating type, read as <see cref="float"/>; or several of them one after the other.</summary>
internal sealed class Weight
{
    private readonly Part[] _parts;

    private Weight(string name, long[] dims, Part[] parts)
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
            ? new Weight(tensor.Name, tensor.Dims, [new Part(tensor, 0, tensor.Count, false)])
            : throw new NotSupportedException($"Weight \"{tensor.Name}\" has the type {tensor.Type}. Weights in float32, float16 and bfloat16 are read; take the model before quantisation.");

    public static Weight Of(string name, float[] values, params long[] dims) => Of(OnnxTensor.Of(name, values, dims));

    /// <summary>A matrix out of a file, turned round.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="tensor">The matrix as it is.</param>
    public static Weight Transposed(string name, OnnxTensor tensor)
    {
        _ = Of(tensor); // the type
        return new Weight(name, [tensor.Dims[1], tensor.Dims[0]], [new Part(tensor, 0, tensor.Count, true)]);
    }

    /// <summary>Several weights as one, along the first dimension.</summary>
    public static Weight Concat(string name, params IReadOnlyList<Weight> parts)
        => new(name, [parts.Sum(part => part.Dims[0]), .. parts[0].Dims[1..]], [.. parts.SelectMany(part => part._parts)]);

    /// <summary>Some rows of a weight that came out of a file, as a weight of their own.</summary>
    public Weight Rows(string name, int first, int count)
    {
        long row = Count / Dims[0];
        return new Weight(name, [count, .. Dims[1..]], [_parts[0] with { First = _parts[0].First + (first * row), Count = count * row }]);
    }

    /// <summary>All elements, row-major.</summary>
    public float[] Read()
    {
        var values = new float[Count];
        int done = 0;
        foreach (Part part in _parts)
        {
            part.Read(values.AsSpan(done, (int)part.Count));
            done += (int)part.Count;
        }

        return values;
    }

    /// <summary>A run of elements.</summary>
    /// <param name="Tensor">Where they are.</param>
    /// <param name="First">Number of the first.</param>
    /// <param name="Count">How many.</param>
    /// <param name="IsTurned">Whether they are counted in the transposed matrix.</param>
    private readonly record struct Part(OnnxTensor Tensor, long First, long Count, bool IsTurned)
    {
        public void Read(Span<float> values)
        {
            if (!IsTurned)
            {
                FloatReading.Read(Tensor.Data, First, Tensor.Type, values);
                return;
            }

            var all = new float[Tensor.Count];
            FloatReading.Read(Tensor.Data, 0, Tensor.Type, all);
            Matrix.Transpose(all, (int)Tensor.Dims[0], (int)Tensor.Dims[1]).AsSpan(checked((int)First), values.Length).CopyTo(values);
        }
    }
}
