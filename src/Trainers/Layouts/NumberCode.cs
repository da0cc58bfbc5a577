using System.Runtime.CompilerServices;

namespace LanguageModeling.Layouts;

/// <summary>Turns codes of few bits into the bits of floats: by adding a number, or by a table.</summary>
internal readonly unsafe struct NumberCode
{
    /// <summary>Most bits of a code.</summary>
    public const int MostBits = 32;

    /// <summary>The bits of -0: a probability of 1, and the weight of what is no context. One of them would make the range of all others wide.</summary>
    public const uint Zero = 0x80000000;

    /// <summary>Most bits of a code that goes by a table.</summary>
    public const int MostTableBits = 20;

    private readonly uint* _table;
    private readonly uint _least;
    private readonly ulong _mask;

    private NumberCode(int bits, uint* table, uint least)
    {
        Bits = bits;
        _table = table;
        _least = least;
        _mask = (1UL << bits) - 1;
    }

    /// <summary>Bits of a code.</summary>
    public int Bits { get; }

    /// <summary>Codes that are the distance from a value below the least; code 0 is <see cref="Zero"/>.</summary>
    public static NumberCode Offset(int bits, uint least) => new(bits, null, least);

    /// <summary>Codes that are places in a table of 2^bits values.</summary>
    public static NumberCode Table(int bits, byte* table) => new(bits, (uint*)table, 0);

    /// <summary>The value of a code.</summary>
    /// <param name="code">The code; bits above it do not matter.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Decode(ulong code)
    {
        code &= _mask;
        return _table != null ? _table[code] : code == 0 ? Zero : _least + (uint)code;
    }
}
