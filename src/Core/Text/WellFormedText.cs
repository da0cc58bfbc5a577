namespace LanguageModeling.Text;

/// <summary>Strings without half surrogate pairs, the only ones that UTF-8 can hold.</summary>
internal static class WellFormedText
{
    /// <summary>Whether every surrogate has its other half.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> text) => Fault(text) < 0;

    /// <summary>The text itself, or a copy with U+FFFD for every half pair.</summary>
    public static string Repair(string text) => IsWellFormed(text) ? text : Repair(text.AsSpan()).ToString();

    /// <summary>The text itself, or a copy with U+FFFD for every half pair.</summary>
    public static ReadOnlySpan<char> Repair(ReadOnlySpan<char> text)
    {
        int fault = Fault(text);
        if (fault < 0)
        {
            return text;
        }

        char[] repaired = text.ToArray();
        while (fault >= 0)
        {
            repaired[fault] = '\uFFFD';
            int rest = Fault(repaired.AsSpan(fault + 1));
            fault = rest < 0 ? rest : fault + 1 + rest;
        }

        return repaired;
    }

    private static int Fault(ReadOnlySpan<char> text)
    {
        int i = text.IndexOfAnyInRange('\uD800', '\uDFFF');
        while (i >= 0)
        {
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
            {
                return i;
            }

            i += 2;
            int next = text[i..].IndexOfAnyInRange('\uD800', '\uDFFF');
            i = next < 0 ? next : i + next;
        }

        return i;
    }
}
