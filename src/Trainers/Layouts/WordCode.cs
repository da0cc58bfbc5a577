namespace LanguageModeling.Layouts;

/// <summary>
/// Another number for each word, in [0, 2^b). Ids are often in the order of frequency, so that those that follow a context crowd at the low end;
/// multiplied by an odd number modulo 2^b they lie evenly, and where one stands in a sorted list is well guessed from its value.
/// </summary>
internal readonly struct WordCode
{
    private const ulong GoldenRatio = 0x9E3779B97F4A7C15; // · 2^-64; its multiples modulo 1 are the most even

    private readonly uint _factor;
    private readonly uint _inverse;
    private readonly uint _mask;

    /// <summary>Makes the code for a number of words.</summary>
    public WordCode(long vocabularySize)
    {
        Bits = Math.Max(1, PackedNumbers.BitsFor((ulong)Math.Max(0, vocabularySize - 1)));
        _mask = (uint)((1UL << Bits) - 1);
        _factor = (uint)(GoldenRatio >> (64 - Bits)) | 1;
        _inverse = _factor;
        for (int correct = 3; correct < Bits; correct *= 2)
        {
            _inverse *= 2 - (_factor * _inverse); // Newton's step: twice as many low bits are right
        }
    }

    /// <summary>b.</summary>
    public int Bits { get; }

    /// <summary>The code of a word.</summary>
    public uint Encode(int word) => ((uint)word * _factor) & _mask;

    /// <summary>The word of a code, in [0, 2^b).</summary>
    public uint Decode(uint code) => (code * _inverse) & _mask;
}
