using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace LanguageModeling.Templates;

/// <summary>Values as Python treats them: truth, equality, order, spelling.</summary>
internal static class Python
{
    /// <summary>The white space that Python's <c>strip</c> removes and .NET's <c>Trim</c> does not.</summary>
    public static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\x1C' and <= '\x1F';

    public static string TypeName(object? value) => value switch
    {
        null => "none",
        Undefined => "an undefined value",
        bool => "a Boolean",
        long => "an integer",
        double => "a number",
        string => "a string",
        ItemList { IsTuple: true } => "a tuple",
        ItemList => "a list",
        Mapping => "a mapping",
        NamespaceValue => "a namespace",
        LoopValue => "the loop",
        _ => "a function",
    };

    public static bool IsTrue(object? value) => value switch
    {
        null or Undefined => false,
        bool b => b,
        long n => n != 0,
        double d => d != 0,
        string s => s.Length > 0,
        ItemList l => l.Items.Length > 0,
        Mapping m => m.Entries.Count > 0,
        _ => true,
    };

    public static bool IsNumber(object? value) => value is long or double or bool;

    public static double ToDouble(object? value) => value switch
    {
        long n => n,
        double d => d,
        bool b => b ? 1 : 0,
        _ => throw new TemplateFault($"a number was expected, but this is {TypeName(value)}{Hint(value)}."),
    };

    public static long ToInteger(object? value) => value switch
    {
        long n => n,
        bool b => b ? 1 : 0,
        _ => throw new TemplateFault($"an integer was expected, but this is {TypeName(value)}{Hint(value)}."),
    };

    public static string Hint(object? value) => value is Undefined u ? $": '{u.Name}' is undefined" : "";

    public static bool AreEqual(object? x, object? y)
    {
        Guard();
        return (x, y) switch
        {
            (null, null) => true,
            (Undefined, Undefined) => true,
            (string a, string b) => a == b,
            (long a, long b) => a == b,
            (ItemList a, ItemList b) => a.IsTuple == b.IsTuple && a.Items.Length == b.Items.Length && a.Items.Zip(b.Items).All(pair => AreEqual(pair.First, pair.Second)),
            (Mapping a, Mapping b) => a.Entries.Count == b.Entries.Count && a.Entries.All(entry => b.TryGet(entry.Key, out object? other) && AreEqual(entry.Value, other)),
            _ => IsNumber(x) && IsNumber(y) ? ToDouble(x) == ToDouble(y) : ReferenceEquals(x, y),
        };
    }

    /// <summary>Which of two values comes first: negative, 0 or positive.</summary>
    public static int Compare(object? x, object? y)
    {
        Guard();
        if (x is string a && y is string b)
        {
            return CompareText(a, b);
        }

        if (x is ItemList first && y is ItemList second)
        {
            for (int i = 0; i < Math.Min(first.Items.Length, second.Items.Length); i++)
            {
                if (!AreEqual(first.Items[i], second.Items[i]))
                {
                    return Compare(first.Items[i], second.Items[i]);
                }
            }

            return first.Items.Length.CompareTo(second.Items.Length);
        }

        return x is long m && y is long n ? m.CompareTo(n)
            : IsNumber(x) && IsNumber(y) ? ToDouble(x).CompareTo(ToDouble(y))
            : throw new TemplateFault($"{TypeName(x)} and {TypeName(y)} have no order{Hint(x)}{Hint(y)}.");
    }

    /// <summary>The items that a loop or a filter goes through.</summary>
    public static object?[] Iterate(object? value) => value switch
    {
        ItemList list => list.Items,
        Mapping mapping => [.. mapping.Entries.Keys],
        string text => [.. text.EnumerateRunes().Select(rune => (object?)rune.ToString())],
        Undefined => [],
        _ => throw new TemplateFault($"{TypeName(value)} has no items to go through."),
    };

    /// <summary>The number of items or characters.</summary>
    public static int Length(object? value) => value switch
    {
        string text => LengthOf(text),
        ItemList list => list.Items.Length,
        Mapping mapping => mapping.Entries.Count,
        Undefined => 0,
        _ => throw new TemplateFault($"{TypeName(value)} has no length."),
    };

    /// <summary>The number of Unicode characters, as Python counts.</summary>
    public static int LengthOf(string text)
    {
        int pairs = 0;
        for (int i = 1; i < text.Length; i++)
        {
            pairs += char.IsLowSurrogate(text[i]) && char.IsHighSurrogate(text[i - 1]) ? 1 : 0;
        }

        return text.Length - pairs;
    }

    public static bool Contains(object? collection, object? item) => collection switch
    {
        string text => item is string part
            ? text.Contains(part, StringComparison.Ordinal)
            : throw new TemplateFault($"{TypeName(item)} cannot be in a string{Hint(item)}."),
        Mapping mapping => mapping.TryGet(item, out _),
        _ => Iterate(collection).Any(other => AreEqual(other, item)),
    };

    /// <summary>How a value is printed.</summary>
    public static string ToText(object? value) => value switch
    {
        null => "None",
        Undefined => "",
        string s => s,
        bool b => b ? "True" : "False",
        long n => n.ToString(CultureInfo.InvariantCulture),
        double d => Spell(d),
        _ => Represent(value),
    };

    /// <summary>How a value is printed inside a list.</summary>
    public static string Represent(object? value)
    {
        var text = new StringBuilder();
        Represent(value, text);
        return text.ToString();
    }

    /// <summary>The shortest decimal number that reads back as the same, as Python writes it.</summary>
    public static string Spell(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }

        // Digits and exponent of the shortest form: 1.25E-07 is 125 and -7.
        string shortest = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture);
        int mark = shortest.IndexOf('E', StringComparison.Ordinal);
        string mantissa = mark < 0 ? shortest : shortest[..mark];
        int exponent = mark < 0 ? 0 : int.Parse(shortest.AsSpan(mark + 1), CultureInfo.InvariantCulture);
        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        exponent += (point < 0 ? mantissa.Length : point) - 1;
        string all = mantissa.Replace(".", "", StringComparison.Ordinal);
        string digits = all.TrimStart('0');
        exponent = digits.Length == 0 ? 0 : exponent - (all.Length - digits.Length);
        digits = digits.TrimEnd('0');
        digits = digits.Length == 0 ? "0" : digits;
        string sign = double.IsNegative(value) ? "-" : "";
        return exponent switch
        {
            < -4 or >= 16 => $"{sign}{digits[0]}{(digits.Length > 1 ? "." : "")}{digits[1..]}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}",
            < 0 => $"{sign}0.{new string('0', -exponent - 1)}{digits}",
            _ when digits.Length <= exponent + 1 => $"{sign}{digits.PadRight(exponent + 1, '0')}.0",
            _ => $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}",
        };
    }

    /// <summary>Stops before the stack is used up by values nested too deeply.</summary>
    public static void Guard()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new TemplateFault("values, expressions or macro calls are nested too deeply.");
        }
    }

    private static int CompareText(string a, string b)
    {
        // By code point: surrogates come after all other characters, but below U+E000 as numbers.
        int i = a.AsSpan().CommonPrefixLength(b);
        return i == a.Length || i == b.Length ? a.Length.CompareTo(b.Length) : Rank(a[i]).CompareTo(Rank(b[i]));

        static int Rank(char c) => char.IsSurrogate(c) ? c + 0x10000 : c;
    }

    private static void Represent(object? value, StringBuilder text)
    {
        Guard();
        switch (value)
        {
            case string s:
                Quote(s, text);
                break;
            case ItemList list:
                text.Append(list.IsTuple ? '(' : '[');
                for (int i = 0; i < list.Items.Length; i++)
                {
                    text.Append(i == 0 ? "" : ", ");
                    Represent(list.Items[i], text);
                }

                text.Append(list.IsTuple ? list.Items.Length == 1 ? ",)" : ")" : "]");
                break;
            case Mapping mapping:
                text.Append('{');
                foreach ((int i, (object key, object? item)) in mapping.Entries.Index())
                {
                    text.Append(i == 0 ? "" : ", ");
                    Represent(key, text);
                    text.Append(": ");
                    Represent(item, text);
                }

                text.Append('}');
                break;
            case Undefined:
                text.Append("Undefined");
                break;
            case NamespaceValue:
                text.Append("<Namespace>");
                break;
            case LoopValue:
                text.Append("<LoopContext>");
                break;
            case Function function:
                text.Append("<function ").Append(function.Name).Append('>');
                break;
            default:
                text.Append(ToText(value));
                break;
        }
    }

    private static void Quote(string value, StringBuilder text)
    {
        char quote = value.Contains('\'', StringComparison.Ordinal) && !value.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        text.Append(quote);
        foreach (char c in value)
        {
            _ = c switch
            {
                '\\' => text.Append(@"\\"),
                '\n' => text.Append(@"\n"),
                '\r' => text.Append(@"\r"),
                '\t' => text.Append(@"\t"),
                _ when c == quote => text.Append('\\').Append(c),
                < ' ' or (>= '\x7F' and <= '\xA0') or '\xAD' => text.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}"),
                _ => text.Append(c),
            };
        }

        text.Append(quote);
    }
}
