using LanguageModeling.Graphs;
using LanguageModeling.Weights;

namespace LanguageModeling.Building;

/// <summary>
/// Matrices in 4 or 8 bits by blocks: within a block of inputs of one output, w ≈ scale · (code - middle), middle = 8 or 128. Of 4 bits two codes
/// lie in a byte, the first in its lower half.
/// </summary>
/// <param name="bits">4 or 8.</param>
/// <param name="blockSize">Inputs that share a scale.</param>
internal sealed class QuantizedBlocks(int bits, int blockSize)
{
    private (Matrix Matrix, byte[] Codes, float[] Scales)? _last; // a matrix is asked for its codes, then for its scales

    private int BlockBytes => blockSize * bits / 8;

    /// <summary>Blocks that a row takes; the last one may be padded with zeros.</summary>
    public int CountBlocks(int width) => (width + blockSize - 1) / blockSize;

    /// <summary>Codes [out, blocks, bytes of a block].</summary>
    public OnnxTensor Codes(string name, Matrix matrix)
    {
        long[] dims = [matrix.Out, CountBlocks(matrix.In), BlockBytes];
        return new OnnxTensor(name, OnnxType.UInt8, dims, TensorBytes.Lazy(OnnxTypes.CountElements(dims, 1), stream => stream.Write(Quantize(matrix).Codes)));
    }

    /// <summary>Scales [out, blocks].</summary>
    public OnnxTensor Scales(string name, Matrix matrix, OnnxType type)
    {
        long[] dims = [matrix.Out, CountBlocks(matrix.In)];
        return new OnnxTensor(name, type, dims, TensorBytes.Lazy(
            OnnxTypes.CountElements(dims, 1) * type.Size(), stream => FloatTensors.Write(stream, Quantize(matrix).Scales, type == OnnxType.Float16)));
    }

    private (byte[] Codes, float[] Scales) Quantize(Matrix matrix)
    {
        if (_last is not { } last || last.Matrix != matrix)
        {
            int width = matrix.In;
            int blocks = CountBlocks(width);
            float[] rows = matrix.ReadOutFirst();
            var codes = new byte[(long)matrix.Out * blocks * BlockBytes];
            var scales = new float[(long)matrix.Out * blocks];
            Parallel.For(0, matrix.Out, row =>
            {
                Span<float> padded = stackalloc float[blockSize];
                for (int block = 0; block < blocks; block++)
                {
                    ReadOnlySpan<float> values = rows.AsSpan(row * width + block * blockSize, Math.Min(blockSize, width - block * blockSize));
                    padded.Clear();
                    values.CopyTo(padded);
                    long index = (long)row * blocks + block;
                    scales[index] = BlockQuantizer.Quantize(padded, bits, codes.AsSpan((int)(index * BlockBytes), BlockBytes));
                }
            });
            _last = last = (matrix, codes, scales);
        }

        return (last.Codes, last.Scales);
    }
}
