using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace LanguageModeling.Decoding;

/// <summary>ln Σ e^x over a row of logits, several at a time.</summary>
internal static class LogSoftmax
{
    private const int Block = 1024;

    /// <summary>ln Σ e^x, with the greatest x taken out first; the sum runs in double.</summary>
    /// <remarks>Optimized from its first call on: left to the JIT, the first thirty tokens of a process would each cost some milliseconds more.</remarks>
    /// <param name="logits">One row; no NaN.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double LogSumExp(ReadOnlySpan<float> logits)
    {
        float highest = TensorPrimitives.Max(logits);
        if (!float.IsFinite(highest))
        {
            return highest;
        }

        int width = Vector<float>.Count;
        var shift = new Vector<float>(highest);
        double sum = 0;
        int whole = logits.Length / width * width;
        for (int start = 0; start < whole; start += Block)
        {
            Vector<float> part = Vector<float>.Zero;
            for (int i = start; i < Math.Min(start + Block, whole); i += width)
            {
                part += Vector.Exp(new Vector<float>(logits[i..]) - shift);
            }

            sum += Vector.Sum(part);
        }

        foreach (float x in logits[whole..])
        {
            sum += Math.Exp(x - highest);
        }

        return highest + Math.Log(sum);
    }

    /// <summary>Number of logits strictly above a bound.</summary>
    public static int CountAbove(ReadOnlySpan<float> logits, float bound)
    {
        int width = Vector<float>.Count;
        var limit = new Vector<float>(bound);
        Vector<int> counts = Vector<int>.Zero; // minus the number seen: true is -1
        int i = 0;
        for (; i <= logits.Length - width; i += width)
        {
            counts += Vector.GreaterThan(new Vector<float>(logits[i..]), limit);
        }

        int count = -Vector.Sum(counts);
        for (; i < logits.Length; i++)
        {
            count += logits[i] > bound ? 1 : 0;
        }

        return count;
    }
}
