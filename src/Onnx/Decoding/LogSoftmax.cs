using System.Numerics;
using System.Numerics.Tensors;

namespace LanguageModeling.Decoding;

/// <summary>ln Σ e^x over a row of logits, several at a time.</summary>
internal static class LogSoftmax
{
    private const int Block = 1024;

    /// <summary>ln Σ e^x, with the greatest x taken out first; the sum runs in double.</summary>
    /// <param name="logits">One row; no NaN.</param>
    public static double LogSumExp(ReadOnlySpan<float> logits)
    {
        float highest = TensorPrimitives.Max(logits);
        if (!float.IsFinite(highest))
        {
            return highest;
        }

        Span<float> room = stackalloc float[Block];
        double sum = 0;
        for (int i = 0; i < logits.Length; i += Block)
        {
            Span<float> part = room[..Math.Min(Block, logits.Length - i)];
            TensorPrimitives.Subtract(logits.Slice(i, part.Length), highest, part);
            TensorPrimitives.Exp<float>(part, part);
            sum += TensorPrimitives.Sum<float>(part);
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
