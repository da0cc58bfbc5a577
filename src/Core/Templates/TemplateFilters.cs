using System.Globalization;
using System.Text;

namespace LanguageModeling.Templates;

/// <summary>What stands after <c>|</c>: filters of single values. Those of lists are in <see cref="ListFilters"/>.</summary>
internal static class TemplateFilters
{
    internal delegate object? Filter(RenderState render, object? value, Arguments arguments);

    private static readonly Dictionary<string, Filter> All = new(ListFilters.All)
    {
        ["abs"] = (_, v, a) => None(a, () => v is double d ? (object)Math.Abs(d) : Python.ToInteger(v) is var n and not long.MinValue ? Math.Abs(n) : throw new TemplateFault("a number is too large for 64 bits.")),
        ["attr"] = (_, v, a) => Members.GetMember(v, StringMethods.Text(a.Require(1, "name")[0])),
        ["capitalize"] = (render, v, a) => render.Made(StringMethods.Capitalize(None(a, () => Python.ToText(v)))),
        ["center"] = (render, v, a) => Center(render, Python.ToText(v), Or(a.Bind("width")[0], 80)),
        ["default"] = Default,
        ["d"] = Default,
        ["e"] = Escape,
        ["escape"] = Escape,
        ["float"] = (_, v, a) => ToFloat(v, a.Bind("default")[0]),
        ["format"] = (render, v, a) => StringFormat.Apply(render, StringMethods.Text(v), a.Positional),
        ["indent"] = Indent,
        ["int"] = ToInt,
        ["lower"] = (render, v, a) => render.Made(None(a, () => Python.ToText(v)).ToLowerInvariant()),
        ["upper"] = (render, v, a) => render.Made(None(a, () => Python.ToText(v)).ToUpperInvariant()),
        ["replace"] = (render, v, a) => a.Require(2, "old", "new", "count") is var b
            ? StringMethods.Replace(render, Python.ToText(v), Python.ToText(b[0]), Python.ToText(b[1]), b[2] == Arguments.Missing || b[2] is null ? -1 : Python.ToInteger(b[2])) : null,
        ["round"] = (_, v, a) => v is long && a.Bind("precision", "method")[1] == Arguments.Missing ? v : Round(v, a),
        ["safe"] = (_, v, a) => None(a, () => Python.ToText(v)),
        ["string"] = (render, v, a) => render.Made(None(a, () => Python.ToText(v))),
        ["title"] = (render, v, a) => render.Made(Title(None(a, () => Python.ToText(v)))),
        ["tojson"] = TemplateJson.Write,
        ["trim"] = (_, v, a) => Trim(Python.ToText(v), a.Bind("chars")[0]),
        ["truncate"] = Truncate,
        ["urlencode"] = (render, v, a) => render.Made(Uri.EscapeDataString(None(a, () => Python.ToText(v))).Replace("%2F", "/", StringComparison.Ordinal)),
        ["wordcount"] = (_, v, a) => None(a, () => (long)Python.ToText(v).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length),
    };

    /// <summary>Whether there is such a filter.</summary>
    public static bool Knows(string name) => All.ContainsKey(name);

    public static object? Apply(RenderState render, string name, object? value, Arguments arguments)
    {
        // Listing the items of a value, or spelling it, is work as long as the value is.
        render.Charge(value is ItemList or Mapping ? Python.Length(value) : value is string text ? text.Length / 64 : 0);
        return All[name](render, value, arguments);
    }

    /// <summary>An integer argument, or what it is when not given.</summary>
    public static long Or(object? argument, long standard) => argument == Arguments.Missing || argument is null ? standard : Python.ToInteger(argument);

    /// <summary>A Boolean argument, or what it is when not given.</summary>
    public static bool Or(object? argument, bool standard) => argument == Arguments.Missing ? standard : Python.IsTrue(argument);

    /// <summary>Computes a filter without arguments.</summary>
    public static T None<T>(Arguments arguments, Func<T> compute)
    {
        arguments.Bind();
        return compute();
    }

    private static object? Default(RenderState render, object? value, Arguments arguments)
    {
        object?[] bound = arguments.Bind("default_value", "boolean");
        bool replace = value is Undefined || (Or(bound[1], false) && !Python.IsTrue(value));
        return !replace ? value : bound[0] == Arguments.Missing ? "" : bound[0];
    }

    private static string Escape(RenderState render, object? value, Arguments arguments)
        => render.Made(None(arguments, () => Python.ToText(value))
            .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal)
            .Replace("\"", "&#34;", StringComparison.Ordinal).Replace("'", "&#39;", StringComparison.Ordinal));

    private static string Center(RenderState render, string text, long width)
    {
        long room = Math.Max(0, width - Python.LengthOf(text));
        render.ChargeText(text.Length + room);
        long left = (room / 2) + (room & width & 1); // as Python divides an odd rest
        return new string(' ', (int)left) + text + new string(' ', (int)(room - left));
    }

    private static string Indent(RenderState render, object? value, Arguments arguments)
    {
        object?[] bound = arguments.Bind("width", "first", "blank");
        string text = Python.ToText(value);
        string indent = bound[0] is string given ? given : Blanks(render, Or(bound[0], 4));
        bool first = Or(bound[1], false), blank = Or(bound[2], false);
        string[] lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n', '\r');
        render.ChargeText(text.Length + ((long)lines.Length * indent.Length));
        var result = new StringBuilder(first ? indent : "").Append(lines[0]);
        foreach (string line in lines.AsSpan(1))
        {
            result.Append('\n').Append(line.Length > 0 || blank ? indent : "").Append(line);
        }

        return result.ToString();
    }

    private static string Blanks(RenderState render, long count)
    {
        render.ChargeText(count);
        return new string(' ', (int)Math.Max(0, count));
    }

    private static object? ToInt(RenderState render, object? value, Arguments arguments)
    {
        object?[] bound = arguments.Bind("default", "base");
        object? standard = bound[0] == Arguments.Missing ? 0L : bound[0];
        long radix = Or(bound[1], 10);
        if (value is string text)
        {
            string digits = text.Trim().Replace("_", "", StringComparison.Ordinal);
            if (radix != 10)
            {
                return radix is 2 or 8 or 16 ? (object?)FromRadix(digits, (int)radix) ?? standard : throw new TemplateLack($"the base {radix} of the filter 'int' is not supported.");
            }

            return long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) ? whole
                : ParseFloat(text) is { } parsed && Math.Abs(parsed) < long.MaxValue ? (long)parsed : standard;
        }

        return value is long or bool ? Python.ToInteger(value) : value is double number && Math.Abs(number) < long.MaxValue ? (long)number : standard;
    }

    private static long? FromRadix(string digits, int radix)
    {
        string prefix = radix switch { 2 => "0b", 8 => "0o", _ => "0x" };
        string plain = digits.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? digits[2..] : digits;
        try
        {
            return plain.Length == 0 ? null : Convert.ToInt64(plain, radix);
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException)
        {
            return null;
        }
    }

    private static object? ToFloat(object? value, object? standard)
        => Python.IsNumber(value) ? Python.ToDouble(value) : (value is string text ? ParseFloat(text) : null) ?? (standard == Arguments.Missing ? 0.0 : standard);

    private static double? ParseFloat(string text)
        => double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;

    private static double Round(object? value, Arguments arguments)
    {
        object?[] bound = arguments.Bind("precision", "method");
        double scale = Math.Pow(10, Or(bound[0], 0));
        double number = Python.ToDouble(value);
        string method = bound[1] == Arguments.Missing ? "common" : Python.ToText(bound[1]);
        return method switch
        {
            "common" => scale == 1 ? Math.Round(number) : (double)Math.Round((decimal)number * (decimal)scale, MidpointRounding.ToEven) / scale,
            "ceil" => Math.Ceiling(number * scale) / scale,
            "floor" => Math.Floor(number * scale) / scale,
            _ => throw new TemplateFault($"the method '{method}' of the filter 'round' is none of common, ceil and floor."),
        };
    }

    private static string Title(string text)
    {
        var title = new StringBuilder(text.Length);
        bool starts = true;
        foreach (char c in text)
        {
            title.Append(starts ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c));
            starts = char.IsWhiteSpace(c) || c is '-' or '(' or '{' or '[' or '<';
        }

        return title.ToString();
    }

    private static string Trim(string text, object? set)
    {
        string? characters = set == Arguments.Missing || set is null ? null : StringMethods.Text(set);
        int start = 0, end = text.Length;
        for (; start < end && Goes(text[start]); start++)
        {
        }

        for (; end > start && Goes(text[end - 1]); end--)
        {
        }

        return text[start..end];

        bool Goes(char c) => characters is null ? Python.IsSpace(c) : characters.Contains(c, StringComparison.Ordinal);
    }

    private static string Truncate(RenderState render, object? value, Arguments arguments)
    {
        object?[] bound = arguments.Bind("length", "killwords", "end", "leeway");
        string text = Python.ToText(value), mark = bound[2] == Arguments.Missing ? "..." : Python.ToText(bound[2]);
        long length = Or(bound[0], 255);
        if (text.Length <= length + Or(bound[3], 5))
        {
            return text;
        }

        string cut = text[..(int)Math.Max(0, length - mark.Length)];
        int blank = cut.LastIndexOf(' ');
        return (Or(bound[1], false) || blank < 0 ? cut : cut[..blank]) + mark;
    }
}
