namespace LanguageModeling.Weights;

/// <summary>Rotary positions (Su et al. 2021): pair i of a head turns by position · base^(-2i/d).</summary>
/// <param name="Base">The base, <c>rope_theta</c>.</param>
internal sealed record RotarySettings(double Base)
{
    /// <summary>All angles are divided by this (<c>rope_type</c> linear).</summary>
    public double LinearFactor { get; init; } = 1;

    /// <summary>Llama 3.1's stretching of the slow pairs; null without.</summary>
    public Llama3Scaling? Llama3 { get; init; }

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
                cosines[position * pairs + i] = (float)cosine;
                sines[position * pairs + i] = (float)sine;
            }
        }

        return (cosines, sines);
    }

    /// <summary>Angle by which pair <paramref name="pair"/> turns at each position.</summary>
    public double Frequency(int pair, int headSize)
    {
        double frequency = Math.Pow(Base, -2.0 * pair / headSize) / LinearFactor;
        return Llama3 is null ? frequency : Llama3.Stretch(frequency);
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
