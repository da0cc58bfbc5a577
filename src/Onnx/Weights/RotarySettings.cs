namespace LanguageModeling.Weights;

/// <summary>Rotary positions (Su et al. 2021): pair i of a head turns by position · base^(-2i/d).</summary>
/// <param name="Base">The base, <c>rope_theta</c>.</param>
internal sealed record RotarySettings(double Base)
{
    /// <summary>How many of a head's first numbers turn (<c>partial_rotary_factor</c>); null for all.</summary>
    public int? Size { get; init; }

    /// <summary>All angles are divided by this (<c>rope_type</c> linear).</summary>
    public double LinearFactor { get; init; } = 1;

    /// <summary>Llama 3.1's stretching of the slow pairs; null without.</summary>
    public Llama3Scaling? Llama3 { get; init; }

    /// <summary>YaRN's blend; null without.</summary>
    public YarnScaling? Yarn { get; init; }

    /// <summary>LongRoPE's factors; null without.</summary>
    public LongRopeScaling? LongRope { get; init; }

    /// <summary>What cosines and sines are multiplied with.</summary>
    public double Magnitude => Yarn?.AttentionFactor ?? LongRope?.AttentionFactor ?? 1;

    /// <summary>Cosines and sines of every position and pair, row-major [context, size / 2].</summary>
    /// <param name="context">Number of positions.</param>
    /// <param name="size">How many numbers of a head turn.</param>
    public (float[] Cosines, float[] Sines) Tables(int context, int size)
    {
        int pairs = size / 2;
        var cosines = new float[context * pairs];
        var sines = new float[context * pairs];
        for (int i = 0; i < pairs; i++)
        {
            double frequency = Frequency(i, size, context);
            for (int position = 0; position < context; position++)
            {
                (double sine, double cosine) = Math.SinCos(position * frequency);
                cosines[position * pairs + i] = (float)(Magnitude * cosine);
                sines[position * pairs + i] = (float)(Magnitude * sine);
            }
        }

        return (cosines, sines);
    }

    /// <summary>Angle by which pair <paramref name="pair"/> turns at each position, in a graph for so many tokens.</summary>
    public double Frequency(int pair, int size, int context)
    {
        double frequency = Math.Pow(Base, -2.0 * pair / size) / LinearFactor;
        return Yarn?.Stretch(frequency, pair, size, Base) ?? LongRope?.Stretch(frequency, pair, context) ?? Llama3?.Stretch(frequency) ?? frequency;
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
    /// <summary>Whether the blend begins and ends at whole pairs, as in the authors' code; the paper does without.</summary>
    public bool Truncates { get; init; } = true;

    /// <summary>√(1/t) of eq. 22 for a stretching by s, its slope multiplied with <paramref name="slope"/> (DeepSeek's <c>mscale</c>): 0.1 m ln s + 1.</summary>
    public static double Magnitude(double factor, double slope) => factor <= 1 ? 1 : (0.1 * slope * Math.Log(factor)) + 1;

    public double Stretch(double frequency, int pair, int size, double rotaryBase)
    {
        double low = PairOf(BetaFast);
        double high = PairOf(BetaSlow);
        (low, high) = Truncates ? (Math.Floor(low), Math.Ceiling(high)) : (low, high);
        (low, high) = (Math.Max(low, 0), Math.Min(high, size - 1));
        double slowness = Math.Clamp((pair - low) / (high > low ? high - low : 0.001), 0, 1);
        return (slowness * frequency / Factor) + ((1 - slowness) * frequency);

        // The pair, as a real number, that turns so many times within the first context.
        double PairOf(double turns) => size * Math.Log(OriginalContext / (turns * 2 * Math.PI)) / (2 * Math.Log(rotaryBase));
    }
}

/// <summary>
/// LongRoPE (Ding et al. 2024, eq. 3): pair i turns λ_i times slower, with λ that were searched for; those of the first context differ from those beyond. A graph
/// holds the keys of a text in its cache, so that it takes one of the two for all its tokens: the short ones if it is built for no more than the first context.
/// </summary>
internal sealed record LongRopeScaling(IReadOnlyList<double> ShortFactors, IReadOnlyList<double> LongFactors, double OriginalContext, double AttentionFactor)
{
    /// <summary>How much longer queries and keys are for a stretching by s of a context of L tokens: √(1 + ln s / ln L), as in Phi-3's own code.</summary>
    public static double Magnitude(double factor, double originalContext) => factor <= 1 ? 1 : Math.Sqrt(1 + (Math.Log(factor) / Math.Log(originalContext)));

    public double Stretch(double frequency, int pair, int context) => frequency / (context > OriginalContext ? LongFactors : ShortFactors)[pair];
}
