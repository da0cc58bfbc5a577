namespace LanguageModeling.Constraints;

/// <summary>A set of bytes: one of 256 bits for each.</summary>
internal readonly record struct ByteSet(ulong A, ulong B, ulong C, ulong D)
{
    /// <summary>The bytes from <paramref name="first"/> to <paramref name="last"/>.</summary>
    public static ByteSet Range(int first, int last)
    {
        Span<ulong> words = stackalloc ulong[4];
        for (int value = first; value <= last; value++)
        {
            words[value >> 6] |= 1UL << value;
        }

        return new ByteSet(words[0], words[1], words[2], words[3]);
    }

    /// <summary>What is in either set.</summary>
    public ByteSet Union(ByteSet other) => new(A | other.A, B | other.B, C | other.C, D | other.D);

    /// <summary>Whether a byte is in the set.</summary>
    public bool Contains(int value) => (((value >> 6) switch { 0 => A, 1 => B, 2 => C, _ => D } >> value) & 1) != 0;
}
