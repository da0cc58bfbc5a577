using System.Globalization;

namespace LanguageModeling.Tokenizers;

/// <summary>Escapes and named classes of characters in Oniguruma's patterns, as members of .NET's character classes.</summary>
internal static class CharacterClasses
{
    /// <summary>Members of <c>\w</c>: see <see cref="TextUnits.IsWord"/>.</summary>
    public const string Word = @"\p{L}\p{Nl}\p{M}\p{Nd}\p{Pc}\u24B6-\u24E9";

    private const string Alphabetic = @"\p{L}\p{Nl}\u24B6-\u24E9";

    // Categories, and what Unicode calls Other_Uppercase and Other_Lowercase.
    private const string Uppercase = @"\p{Lu}\u2160-\u216F\u24B6-\u24CF";
    private const string Lowercase = @"\p{Ll}\u00AA\u00BA\u02B0-\u02B8\u02C0\u02C1\u02E0-\u02E4\u0345\u037A\u1D2C-\u1D6A\u1D78\u1D9B-\u1DBF"
        + @"\u2071\u207F\u2090-\u209C\u2170-\u217F\u24D0-\u24E9\u2C7C\u2C7D\uA69C\uA69D\uA770\uA7F8\uA7F9\uAB5C-\uAB5F";

    private static readonly Dictionary<string, string> Named = new()
    {
        ["letter"] = @"\p{L}",
        ["casedletter"] = @"\p{Lu}\p{Ll}\p{Lt}",
        ["lc"] = @"\p{Lu}\p{Ll}\p{Lt}",
        ["l&"] = @"\p{Lu}\p{Ll}\p{Lt}",
        ["uppercaseletter"] = @"\p{Lu}",
        ["lowercaseletter"] = @"\p{Ll}",
        ["titlecaseletter"] = @"\p{Lt}",
        ["modifierletter"] = @"\p{Lm}",
        ["otherletter"] = @"\p{Lo}",
        ["mark"] = @"\p{M}",
        ["combiningmark"] = @"\p{M}",
        ["nonspacingmark"] = @"\p{Mn}",
        ["spacingmark"] = @"\p{Mc}",
        ["enclosingmark"] = @"\p{Me}",
        ["number"] = @"\p{N}",
        ["decimalnumber"] = @"\p{Nd}",
        ["letternumber"] = @"\p{Nl}",
        ["othernumber"] = @"\p{No}",
        ["punctuation"] = @"\p{P}",
        ["connectorpunctuation"] = @"\p{Pc}",
        ["dashpunctuation"] = @"\p{Pd}",
        ["openpunctuation"] = @"\p{Ps}",
        ["closepunctuation"] = @"\p{Pe}",
        ["initialpunctuation"] = @"\p{Pi}",
        ["finalpunctuation"] = @"\p{Pf}",
        ["otherpunctuation"] = @"\p{Po}",
        ["symbol"] = @"\p{S}",
        ["mathsymbol"] = @"\p{Sm}",
        ["currencysymbol"] = @"\p{Sc}",
        ["modifiersymbol"] = @"\p{Sk}",
        ["othersymbol"] = @"\p{So}",
        ["separator"] = @"\p{Z}",
        ["spaceseparator"] = @"\p{Zs}",
        ["lineseparator"] = @"\p{Zl}",
        ["paragraphseparator"] = @"\p{Zp}",
        ["other"] = @"\p{C}",
        ["control"] = @"\p{Cc}",
        ["format"] = @"\p{Cf}",
        ["surrogate"] = @"\p{Cs}",
        ["privateuse"] = @"\p{Co}",
        ["unassigned"] = @"\p{Cn}",
        ["alpha"] = Alphabetic + @"\p{M}",
        ["digit"] = @"\p{Nd}",
        ["space"] = @"\s",
        ["whitespace"] = @"\s",
        ["alnum"] = Alphabetic + @"\p{M}\p{Nd}",
        ["upper"] = Uppercase,
        ["uppercase"] = Uppercase,
        ["lower"] = Lowercase,
        ["lowercase"] = Lowercase,
        ["punct"] = @"\p{P}",
        ["word"] = Word,
        ["xdigit"] = "0-9a-fA-F",
        ["cntrl"] = @"\p{Cc}",
        ["blank"] = @"\p{Zs}\t",
        ["ascii"] = @"\u0000-\u007F",
        ["any"] = @"\s\S",
    };

    /// <summary>Members of a named class: a category, a group of categories, or a script.</summary>
    public static string Find(string name, string pattern)
    {
        string plain = new string([.. name.Where(c => c is not (' ' or '_' or '-'))]).ToLowerInvariant();
        foreach (string prefix in (ReadOnlySpan<string>)["generalcategory=", "gc=", "script=", "sc="])
        {
            plain = plain.StartsWith(prefix, StringComparison.Ordinal) ? plain[prefix.Length..] : plain;
        }

        if (Named.TryGetValue(plain, out string? members))
        {
            return members;
        }

        if (plain.Length is 1 or 2 && "l m n p s z c lu ll lt lm lo mn mc me nd nl no pc pd ps pe pi pf po sm sc sk so zs zl zp cc cf cs co cn"
            .Split(' ').Contains(plain))
        {
            return $@"\p{{{char.ToUpperInvariant(plain[0])}{plain[1..]}}}";
        }

        return UnicodeScripts.FindMembers(plain) ?? throw Unsupported(pattern, $"the class of characters \"{name}\"");
    }

    /// <summary>Members that are outside given members.</summary>
    public static string Negate(string members, string pattern)
        => members.Length >= 4 && members[0] == '\\' && members[1] == 'p' && members.IndexOf('}', StringComparison.Ordinal) == members.Length - 1
            ? @"\P" + members[2..]
            : members == @"\s" ? @"\S" : throw Unsupported(pattern, "a negated class of characters within another class");

    /// <summary>Reads <c>\p{…}</c>, <c>\P{…}</c>, <c>\p{^…}</c> or <c>\pL</c>.</summary>
    public static (string Members, bool Negated) ReadProperty(string pattern, ref int at)
    {
        bool negated = pattern[at + 1] == 'P';
        at += 2;
        if (at >= pattern.Length)
        {
            throw new InvalidDataException($"The pattern \"{pattern}\" is no regular expression: it ends in \\p.");
        }

        int close = pattern[at] == '{' ? pattern.IndexOf('}', at) : at;
        if (close < 0)
        {
            throw new InvalidDataException($"The pattern \"{pattern}\" is no regular expression: the brace after \\p is not closed.");
        }

        string name = pattern[at] == '{' ? pattern[(at + 1)..close] : pattern[at].ToString();
        at = close + 1;
        if (name.StartsWith('^'))
        {
            negated = !negated;
            name = name[1..];
        }

        return (Find(name, pattern), negated);
    }

    /// <summary>Reads an escape that means the same inside and outside of brackets.</summary>
    public static string ReadEscape(string pattern, ref int at)
    {
        char kind = at + 1 < pattern.Length
            ? pattern[at + 1]
            : throw new InvalidDataException($"The pattern \"{pattern}\" is no regular expression: it ends in a backslash.");
        at += 2;
        switch (kind)
        {
            case 'd' or 'D' or 's' or 'S' or 't' or 'n' or 'r' or 'f' or 'v' or 'a' or 'e':
                return $"\\{kind}";
            case 'x' or 'u':
                return ReadCode(pattern, kind, ref at);
            case '0':
                return "\\0";
            default:
                return char.IsAsciiLetterOrDigit(kind) || char.IsSurrogate(kind)
                    ? throw Unsupported(pattern, $"the escape \"\\{kind}\"")
                    : $"\\u{(int)kind:X4}";
        }
    }

    public static NotSupportedException Unsupported(string pattern, string what)
        => new($"The tokenizer's pattern \"{pattern}\" has {what}, which is not supported. Use a tokenizer with another pattern.");

    // \x41, \x{4E00}, \u4E00
    private static string ReadCode(string pattern, char kind, ref int at)
    {
        string digits;
        if (kind == 'x' && at < pattern.Length && pattern[at] == '{')
        {
            int close = pattern.IndexOf('}', at);
            digits = close < 0 ? "" : pattern[(at + 1)..close];
            at = close + 1;
        }
        else
        {
            int most = kind == 'x' ? 2 : 4;
            int end = at;
            while (end < pattern.Length && end < at + most && char.IsAsciiHexDigit(pattern[end]))
            {
                end++;
            }

            digits = pattern[at..end];
            at = end;
        }

        if (!int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code))
        {
            throw new InvalidDataException($"The pattern \"{pattern}\" is no regular expression: \"\\{kind}\" needs hexadecimal digits.");
        }

        return code <= 0xFFFF ? $"\\u{code:X4}" : throw Unsupported(pattern, "a character over U+FFFF");
    }
}
