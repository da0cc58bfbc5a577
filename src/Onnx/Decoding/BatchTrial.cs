using LanguageModeling.Devices;
using LanguageModeling.Signatures;

namespace LanguageModeling.Decoding;

/// <summary>
/// Finds out whether a graph gives rows of different lengths what it gives each of them alone. Names and shapes do not tell how a graph takes
/// padding: two short rows do.
/// </summary>
internal static class BatchTrial
{
    private const int Long = 7;
    private const int Short = 2;

    // Wrong padding or positions change logits by about their own spread, sums in another order by a millionth of it; 8-bit activations that are
    // scaled over the whole batch by a few hundredths.
    private const double Tolerance = 0.15;

    public static bool Run(Decoder decoder)
    {
        DecoderSignature signature = decoder.GraphAfter(1).Signature;
        bool canPad = decoder.IsInPlace ? !signature.Cache!.IsCombined : signature.Mask is not null && signature.Positions is not null;
        if (!canPad || signature.Ids.Dimensions[0] > 0 || decoder.ContextLength <= Long)
        {
            return false;
        }

        using Lifetime.Use use = decoder.Lifetime.Begin();
        using OnnxState first = Prompted(decoder, Long);
        using OnnxState second = Prompted(decoder, Short);
        using OnnxState firstAlone = Prompted(decoder, Long);
        using OnnxState secondAlone = Prompted(decoder, Short);
        try
        {
            DecoderBatch.Run(decoder, [first, second]);
        }
        catch (InvalidOperationException)
        {
            return false; // it takes one row only
        }

        firstAlone.Evaluate(CancellationToken.None);
        secondAlone.Evaluate(CancellationToken.None);
        return AreAlike(firstAlone.Logits, first.Logits) && AreAlike(secondAlone.Logits, second.Logits);
    }

    /// <summary>A state that lacks one token.</summary>
    private static OnnxState Prompted(Decoder decoder, int length)
    {
        var state = new OnnxState(decoder);
        state.Append([.. Enumerable.Range(0, length).Select(i => ((i * 7) + 1) % decoder.VocabularySize)]);
        state.Append(length % decoder.VocabularySize);
        state.LacksOneToken();
        return state;
    }

    /// <summary>Whether the root mean square of the differences is small beside that of the logits around their mean.</summary>
    private static bool AreAlike(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        double mean = 0;
        foreach (float value in expected)
        {
            mean += value / expected.Length;
        }

        double spread = 0;
        double difference = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            spread += (expected[i] - mean) * (expected[i] - mean);
            difference += ((double)actual[i] - expected[i]) * ((double)actual[i] - expected[i]);
        }

        return difference <= Tolerance * Tolerance * spread;
    }
}
