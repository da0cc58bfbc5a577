namespace LanguageModeling.Weights;

/// <summary>The matrix of a linear layer, whichever way round its file holds it.</summary>
internal sealed class Matrix
{
    private readonly Weight _weight;
    private readonly bool _outFirst;

    private Matrix(Weight weight, bool outFirst)
    {
        if (weight.Dims is not [> 0 and <= int.MaxValue, > 0 and <= int.MaxValue])
        {
            throw new InvalidDataException($"Weight \"{weight.Name}\" should be a matrix, but its shape is [{string.Join(',', weight.Dims)}].");
        }

        _weight = weight;
        _outFirst = outFirst;
    }

    public string Name => _weight.Name;

    /// <summary>Width of what goes in.</summary>
    public int In => (int)_weight.Dims[_outFirst ? 1 : 0];

    /// <summary>Width of what comes out.</summary>
    public int Out => (int)_weight.Dims[_outFirst ? 0 : 1];

    /// <summary>[in, out], as y = x W reads: GPT-2's <c>Conv1D</c>, ONNX <c>MatMul</c>.</summary>
    public static Matrix InFirst(Weight weight) => new(weight, false);

    /// <summary>[out, in], as PyTorch's <c>Linear</c> holds it.</summary>
    public static Matrix OutFirst(Weight weight) => new(weight, true);

    /// <summary>Elements as [in, out].</summary>
    public float[] ReadInFirst() => _outFirst ? Transpose(_weight.Read(), Out, In) : _weight.Read();

    /// <summary>Elements as [out, in].</summary>
    public float[] ReadOutFirst() => _outFirst ? _weight.Read() : Transpose(_weight.Read(), In, Out);

    /// <summary>[rows, columns] as [columns, rows].</summary>
    /// <remarks>In tiles: a plain loop misses the cache at every step.</remarks>
    public static float[] Transpose(float[] values, int rows, int columns)
    {
        const int Tile = 32;
        var turned = new float[values.Length];
        for (int top = 0; top < rows; top += Tile)
        {
            for (int left = 0; left < columns; left += Tile)
            {
                int bottom = Math.Min(top + Tile, rows);
                int right = Math.Min(left + Tile, columns);
                for (int row = top; row < bottom; row++)
                {
                    for (int column = left; column < right; column++)
                    {
                        turned[(long)column * rows + row] = values[(long)row * columns + column];
                    }
                }
            }
        }

        return turned;
    }
}
