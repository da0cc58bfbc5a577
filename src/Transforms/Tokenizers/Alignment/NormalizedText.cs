namespace LanguageModeling.Tokenizers;

/// <summary>A text made of another, with the part of the source that each code unit stands for. For use again and again, by one thread at a time.</summary>
internal sealed class NormalizedText
{
    private char[] _units = new char[256];
    private int[] _from = new int[256];
    private int[] _to = new int[256];

    /// <summary>Number of code units.</summary>
    public int Length { get; private set; }

    /// <summary>Room for code units.</summary>
    public int Capacity => _units.Length;

    public ReadOnlySpan<char> Units => _units.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void Add(char unit, int from, int to)
    {
        int at = Length;
        if (at == _units.Length)
        {
            Array.Resize(ref _units, at * 2);
            Array.Resize(ref _from, at * 2);
            Array.Resize(ref _to, at * 2);
        }

        _units[at] = unit;
        _from[at] = from;
        _to[at] = to;
        Length = at + 1;
    }

    /// <summary>Takes code units of one kind off the end.</summary>
    public void TrimEnd(char unit) => Length = Units.TrimEnd(unit).Length;

    /// <summary>The part of the source that a part of this text stands for.</summary>
    public (int Start, int End) PartOf(int start, int end) => (_from[start], Math.Max(_from[start], _to[end - 1]));
}
