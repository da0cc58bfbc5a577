namespace LanguageModeling.Sampling;

/// <summary>Seeds for rows, the same on every machine and in every order of rows.</summary>
internal static class RowSeed
{
    /// <summary>A seed of a common seed and a text.</summary>
    public static ulong Combine(ulong seed, string text)
    {
        ulong mixed = Mix(seed);
        foreach (char c in text)
        {
            mixed = Mix(mixed ^ c);
        }

        return mixed;
    }

    /// <summary>A seed of a common seed and a number of 128 bits.</summary>
    public static ulong Combine(ulong seed, ulong low, ulong high) => Mix(Mix(Mix(seed) ^ low) ^ high);

    /// <summary>The next random number of a stream; SplitMix64 (Steele, Lea and Flood 2014).</summary>
    public static ulong Next(ref ulong state)
    {
        ulong value = Mix(state);
        state += 0x9E3779B97F4A7C15;
        return value;
    }

    private static ulong Mix(ulong z)
    {
        z += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
