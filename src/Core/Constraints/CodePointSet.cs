namespace LanguageModeling.Constraints;

/// <summary>A set of Unicode code points, as ranges in ascending order that neither touch nor overlap. Never holds surrogates. Immutable.</summary>
internal sealed class CodePointSet
{
    private const int Last = 0x10FFFF;
    private const int FirstSurrogate = 0xD800;
    private const int LastSurrogate = 0xDFFF;

    private CodePointSet(List<(int First, int Last)> ranges) => Ranges = ranges;

    /// <summary>Every character.</summary>
    public static CodePointSet All { get; } = Of((0, Last));

    /// <summary>The ranges, ends included.</summary>
    public IReadOnlyList<(int First, int Last)> Ranges { get; }

    /// <summary>The set of some ranges, in any order; surrogates in them are left out.</summary>
    public static CodePointSet Of(params ReadOnlySpan<(int First, int Last)> ranges)
    {
        var sorted = new List<(int First, int Last)>();
        foreach ((int first, int last) in ranges)
        {
            AddUnlessEmpty(sorted, first, Math.Min(last, FirstSurrogate - 1));
            AddUnlessEmpty(sorted, Math.Max(first, LastSurrogate + 1), last);
        }

        sorted.Sort();
        var merged = new List<(int First, int Last)>();
        foreach ((int first, int last) in sorted)
        {
            if (merged.Count > 0 && first <= merged[^1].Last + 1)
            {
                merged[^1] = (merged[^1].First, Math.Max(merged[^1].Last, last));
            }
            else
            {
                merged.Add((first, last));
            }
        }

        return new CodePointSet(merged);
    }

    /// <summary>The set of the characters of a text.</summary>
    public static CodePointSet Of(string characters) => Of([.. characters.EnumerateRunes().Select(rune => (rune.Value, rune.Value))]);

    /// <summary>What is in either set.</summary>
    public CodePointSet Union(CodePointSet other) => Of([.. Ranges, .. other.Ranges]);

    /// <summary>Every character that is not in the set.</summary>
    public CodePointSet Complement()
    {
        var gaps = new List<(int First, int Last)>();
        int next = 0;
        foreach ((int first, int last) in Ranges)
        {
            AddUnlessEmpty(gaps, next, first - 1);
            next = last + 1;
        }

        AddUnlessEmpty(gaps, next, Last);
        return Of([.. gaps]);
    }

    /// <summary>What is in the set but not in another.</summary>
    public CodePointSet Except(CodePointSet other) => Complement().Union(other).Complement();

    /// <summary>Whether a code point is in the set.</summary>
    public bool Contains(int codePoint) => Ranges.Any(range => range.First <= codePoint && codePoint <= range.Last);

    private static void AddUnlessEmpty(List<(int First, int Last)> ranges, int first, int last)
    {
        if (first <= last)
        {
            ranges.Add((first, last));
        }
    }
}
