namespace LanguageModeling.Weights;

/// <summary>Rotary positions (Su et al. 2021): pair i of a head turns by position · base^(-2i/d).</summary>
/// <param name="Base">The base, <c>rope_theta</c>.</param>
internal sealed record RotarySettings(double Base)
{
    /// <summary>All angles are divided by this (<c>rope_type</c> linear).</summary>
    public double LinearFactor { get; init; } = 1;

    /// <summary>Llama 3.1's stretching of the slow pairs; null without.</summary>
    public Llama3Scaling? Llama3 { get; init; }

    /// <summary>YaRN's blend; null without.</summary>
    public YarnScaling? Yarn { get; init; }

    /// <summary>What cosines and sines are multiplied with.</summary>
    public double Magnitude => Yarn?.AttentionFactor ?? 1;

    /// <summary>Cosines and sines of every position and pair, row-major [context, headSize / 2].</summary>
    public (float[] Cosines, float[] Sines) Tables(int context, int headSize)
    {
        int pairs = headSize / 2;
        var cosines = new float[context * pairs];
        var sines = new float[context * pairs];
        for (int i = 0; i < pairs; i++)
        {
            double frequency = Frequency(i, headSize);
            for (int position = 0; position < context; position++)
            {
                (double sine, double cosine) = Math.SinCos(position * frequency);
                cosines[position * pairs + i] = (float)(Magnitude * cosine);
                sines[position * pairs + i] = (float)(Magnitude * sine);
            }
        }

        return (cosines, sines);
    }

    /// <summary>Angle by which pair <paramref name="pair"/> turns at each position.</summary>
    public double Frequency(int pair, int headSize)
    {
        double frequency = Math.Pow(Base, -2.0 * pair / headSize) / LinearFactor;
        return Yarn is { } yarn ? yarn.Stretch(frequency, pair, headSize, Base) : Llama3 is null ? frequency : Llama3.Stretch(frequency);
    }
}

/// <summary>Llama 3.1's <c>rope_scaling</c>: slow pairs turn <c>Factor</c> times slower, fast ones as before, in between a blend.</summary>
internal sealed record Llama3Scaling(double Factor, double LowFrequencyFactor, double HighFrequencyFactor, double OriginalContext)
{
    public double Stretch(double frequency)
    {
        double turns = OriginalContext * frequency / (2 * Math.PI); // within the context of the first training
        if (turns > HighFrequencyFactor)
        {
            return frequency;
        }

        if (turns < LowFrequencyFactor)
        {
            return frequency / Factor;
        }

        double blend = (turns - LowFrequencyFactor) / (HighFrequencyFactor - LowFrequencyFactor);
        return (1 - blend) * frequency / Factor + blend * frequency;
    }
}

/// <summary>
/// YaRN (Peng et al. 2023, section 3.2): pairs that turn less than <c>BetaSlow</c> times within the first context turn <c>Factor</c> times slower, those that
/// turn more than <c>BetaFast</c> times as before, in between a blend by the number of the pair; attention is sharpened by a factor (eq. 22).
/// </summary>
internal sealed record YarnScaling(double Factor, double OriginalContext, double BetaFast, double BetaSlow, double AttentionFactor)
{
    public double Stretch(double frequency, int pair, int headSize, double rotaryBase)
    {
        double low = Math.Max(Math.Floor(PairOf(BetaFast)), 0);
        double high = Math.Min(Math.Ceiling(PairOf(BetaSlow)), headSize - 1);
        double slowness = Math.Clamp((pair - low) / (high > low ? high - low : 0.001), 0, 1);
        return (slowness * frequency / Factor) + ((1 - slowness) * frequency);

        // The pair, as a real number, that turns so many times within the first context.
        double PairOf(double turns) => headSize * Math.Log(OriginalContext / (turns * 2 * Math.PI)) / (2 * Math.Log(rotaryBase));
    }
}
