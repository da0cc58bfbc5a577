using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using LanguageModeling.Graphs;
using LanguageModeling.Weights;

namespace LanguageModeling.Building;

/// <summary>Matrices in 8 bits: for each output, w ≈ scale · code with scale = max |w| / largest code.</summary>
/// <param name="largestCode">127; or 64, with which sums of two products of 8 bits always fit in 16.</param>
internal sealed class SymmetricColumns(float largestCode)
{
    /// <summary>The codes, as [in, out] or [out, in].</summary>
    public OnnxTensor Codes(string name, Matrix matrix, bool inFirst)
    {
        long[] dims = inFirst ? [matrix.In, matrix.Out] : [matrix.Out, matrix.In];
        return new OnnxTensor(name, OnnxType.Int8, dims, TensorBytes.Lazy((long)matrix.In * matrix.Out, stream => WriteCodes(stream, matrix, inFirst)));
    }

    /// <summary>The scales, one for each output.</summary>
    public OnnxTensor Scales(string name, Matrix matrix, params long[] dims)
        => new(name, OnnxType.Float, dims, TensorBytes.Lazy((long)matrix.Out * sizeof(float), stream => FloatTensors.Write(stream, ReadScales(matrix.ReadOutFirst(), matrix.In), half: false)));

    private float[] ReadScales(float[] rows, int width)
    {
        var scales = new float[rows.Length / width];
        for (int i = 0; i < scales.Length; i++)
        {
            float largest = Math.Abs(TensorPrimitives.MaxMagnitude(rows.AsSpan(i * width, width)));
            scales[i] = largest > 0 ? largest / largestCode : 1;
        }

        return scales;
    }

    private void WriteCodes(Stream stream, Matrix matrix, bool inFirst)
    {
        float[] rows = matrix.ReadOutFirst();
        float[] scales = ReadScales(rows, matrix.In);
        var codes = new sbyte[rows.Length];
        Parallel.For(0, scales.Length, row =>
        {
            for (int column = 0; column < matrix.In; column++)
            {
                sbyte code = (sbyte)MathF.Round(rows[row * matrix.In + column] / scales[row]);
                codes[inFirst ? column * matrix.Out + row : row * matrix.In + column] = code;
            }
        });
        stream.Write(MemoryMarshal.AsBytes(codes.AsSpan()));
    }
}
