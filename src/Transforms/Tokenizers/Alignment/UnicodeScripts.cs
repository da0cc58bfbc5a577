using System.Globalization;
using System.Text;

namespace LanguageModeling.Tokenizers;

/// <summary>The script that a character belongs to.</summary>
internal static class UnicodeScripts
{
    private static readonly string[] Names = UnicodeScriptData.Names.Split(' ');
    private static readonly (int Start, int End, int Script)[] Ranges = ReadRanges();
    private static readonly int Han = Array.IndexOf(Names, "Han");

    /// <summary>Number of a script.</summary>
    /// <param name="name">Its name in Unicode, such as <c>Old_Italic</c>.</param>
    public static int NumberOf(string name) => Array.IndexOf(Names, name);

    /// <summary>Number of the script of a character, -1 for none.</summary>
    public static int Find(int character)
    {
        int low = 0, high = Ranges.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            (int start, int end, int script) = Ranges[middle];
            if (character < start)
            {
                high = middle - 1;
            }
            else if (character > end)
            {
                low = middle + 1;
            }
            else
            {
                return script;
            }
        }

        return -1;
    }

    /// <summary>Whether a character is Chinese.</summary>
    public static bool IsHan(int character) => Find(character) == Han;

    /// <summary>The characters of a script up to U+FFFF as members of a character class; null for an unknown script.</summary>
    /// <param name="plainName">The name in lower case, without underscores.</param>
    public static string? FindMembers(string plainName)
    {
        int number = Array.FindIndex(Names, name => name.Replace("_", "", StringComparison.Ordinal).Equals(plainName, StringComparison.OrdinalIgnoreCase));
        if (number < 0)
        {
            return null;
        }

        var members = new StringBuilder();
        foreach ((int start, int end, int script) in Ranges)
        {
            if (script == number && start <= 0xFFFF)
            {
                members.Append(CultureInfo.InvariantCulture, $"\\u{start:X4}-\\u{Math.Min(end, 0xFFFF):X4}");
            }
        }

        return members.ToString();
    }

    private static (int, int, int)[] ReadRanges()
    {
        string[] parts = UnicodeScriptData.Ranges.Split(';');
        var ranges = new (int, int, int)[parts.Length];
        int at = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            string[] numbers = parts[i].Split(',');
            int start = at + Number(numbers[0]);
            int end = start + Number(numbers[1]);
            ranges[i] = (start, end, Number(numbers[2]));
            at = end + 1;
        }

        return ranges;

        static int Number(string digits) => digits.Aggregate(0, (value, digit) => (value * 36) + (char.IsAsciiDigit(digit) ? digit - '0' : digit - 'a' + 10));
    }
}
