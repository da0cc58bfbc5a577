using System.Buffers;
using System.Globalization;

namespace LanguageModeling.Templates;

/// <summary>Methods of strings, as in Python.</summary>
internal static class StringMethods
{
    private static readonly SearchValues<char> LineEnds = SearchValues.Create("\n\r\v\f\x1C\x1D\x1E\x85\u2028\u2029");

    public static Function? Find(string text, string name)
    {
        Func<RenderState, Arguments, object?>? method = name switch
        {
            "upper" => Plain(() => text.ToUpperInvariant()),
            "lower" or "casefold" => Plain(() => text.ToLowerInvariant()),
            "title" => Plain(() => Title(text)),
            "capitalize" => Plain(() => Capitalize(text)),
            "swapcase" => Plain(() => string.Concat(text.Select(c => char.IsUpper(c) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c)))),
            "strip" => (_, a) => Strip(text, a, left: true, right: true),
            "lstrip" => (_, a) => Strip(text, a, left: true, right: false),
            "rstrip" => (_, a) => Strip(text, a, left: false, right: true),
            "startswith" => (_, a) => Affixes(a, "prefix").Any(affix => text.StartsWith(affix, StringComparison.Ordinal)),
            "endswith" => (_, a) => Affixes(a, "suffix").Any(affix => text.EndsWith(affix, StringComparison.Ordinal)),
            "removeprefix" => (_, a) => Text(a.Require(1, "prefix")[0]) is var p && text.StartsWith(p, StringComparison.Ordinal) ? text[p.Length..] : text,
            "removesuffix" => (_, a) => Text(a.Require(1, "suffix")[0]) is var s && text.EndsWith(s, StringComparison.Ordinal) ? text[..^s.Length] : text,
            "split" => (render, a) => Split(render, text, a, fromEnd: false),
            "rsplit" => (render, a) => Split(render, text, a, fromEnd: true),
            "splitlines" => (render, a) => SplitLines(render, text, a),
            "partition" => (_, a) => Partition(text, a, last: false),
            "rpartition" => (_, a) => Partition(text, a, last: true),
            "replace" => (render, a) => a.Require(2, "old", "new", "count") is var b
                ? Replace(render, text, Text(b[0]), Text(b[1]), b[2] == Arguments.Missing ? -1 : Python.ToInteger(b[2])) : null,
            "join" => (render, a) => Join(render, text, Python.Iterate(a.Require(1, "iterable")[0])),
            "find" => (_, a) => Position(text, text.IndexOf(Text(a.Require(1, "sub")[0]), StringComparison.Ordinal)),
            "rfind" => (_, a) => Position(text, text.LastIndexOf(Text(a.Require(1, "sub")[0]), StringComparison.Ordinal)),
            "count" => (_, a) => Count(text, Text(a.Require(1, "sub")[0])),
            "isdigit" or "isnumeric" or "isdecimal" => Plain(() => All(text, char.IsDigit)),
            "isalpha" => Plain(() => All(text, char.IsLetter)),
            "isalnum" => Plain(() => All(text, char.IsLetterOrDigit)),
            "isspace" => Plain(() => All(text, Python.IsSpace)),
            "isupper" => Plain(() => text.Any(char.IsUpper) && !text.Any(char.IsLower)),
            "islower" => Plain(() => text.Any(char.IsLower) && !text.Any(char.IsUpper)),
            _ => null,
        };
        return method is null ? null : new Function(name, method);
    }

    public static string Text(object? value)
        => value as string ?? throw new TemplateFault($"a string was expected, but this is {Python.TypeName(value)}{Python.Hint(value)}.");

    public static string Capitalize(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..].ToLowerInvariant();

    public static string Join(RenderState render, string separator, IReadOnlyList<object?> items)
    {
        string[] texts = [.. items.Select(Text)];
        render.ChargeText(texts.Sum(t => (long)t.Length) + ((long)separator.Length * Math.Max(0, texts.Length - 1)));
        render.Charge(texts.Length);
        return string.Join(separator, texts);
    }

    /// <summary>Replaces the first occurrences, or all when the count is negative.</summary>
    public static string Replace(RenderState render, string text, string old, string with, long count)
    {
        render.ChargeText(text.Length);
        var result = new System.Text.StringBuilder();
        int at = 0;
        for (long done = 0; count < 0 || done < count; done++)
        {
            // The empty string stands before every character and at the end.
            int found = old.Length > 0 ? text.IndexOf(old, at, StringComparison.Ordinal) : done == 0 ? 0 : at < text.Length ? at + 1 : -1;
            if (found < 0)
            {
                break;
            }

            result.Append(text, at, found - at).Append(with);
            render.Step();
            render.CheckLength(result.Length);
            at = found + old.Length;
        }

        return render.Made(result.Append(text, at, text.Length - at).ToString());
    }

    private static Func<RenderState, Arguments, object?> Plain(Func<object?> compute) => (render, arguments) =>
    {
        arguments.Bind();
        return compute();
    };

    private static string Strip(string text, Arguments arguments, bool left, bool right)
    {
        object? set = arguments.Bind("chars")[0];
        string? characters = set == Arguments.Missing || set is null ? null : Text(set);
        int start = 0, end = text.Length;
        while (left && start < end && Goes(text[start]))
        {
            start++;
        }

        while (right && start < end && Goes(text[end - 1]))
        {
            end--;
        }

        return text[start..end];

        bool Goes(char c) => characters is null ? Python.IsSpace(c) : characters.Contains(c, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Affixes(Arguments arguments, string name)
        => arguments.Require(1, name)[0] is var value && value is ItemList { IsTuple: true } tuple ? tuple.Items.Select(Text) : [Text(value)];

    private static ItemList Split(RenderState render, string text, Arguments arguments, bool fromEnd)
    {
        object?[] bound = arguments.Bind("sep", "maxsplit");
        long most = bound[1] == Arguments.Missing ? -1 : Python.ToInteger(bound[1]);
        int limit = most is < 0 or >= int.MaxValue ? int.MaxValue : (int)most + 1;
        string? separator = bound[0] == Arguments.Missing || bound[0] is null ? null : Text(bound[0]);
        if (separator is "")
        {
            throw new TemplateFault("the separator of split cannot be empty.");
        }

        render.ChargeText(text.Length);
        List<string> parts = separator is null ? SplitBlanks(text, limit, fromEnd) : SplitAt(text, separator, limit, fromEnd);
        render.Charge(parts.Count);
        return new ItemList([.. parts]);
    }

    private static List<string> SplitAt(string text, string separator, int limit, bool fromEnd)
    {
        if (!fromEnd)
        {
            return [.. text.Split(separator, limit)];
        }

        var parts = new List<string>();
        int end = text.Length;
        while (parts.Count + 1 < limit && end >= separator.Length && text.LastIndexOf(separator, end - 1, end, StringComparison.Ordinal) is >= 0 and int found)
        {
            parts.Add(text[(found + separator.Length)..end]);
            end = found;
        }

        parts.Add(text[..end]);
        parts.Reverse();
        return parts;
    }

    private static List<string> SplitBlanks(string text, int limit, bool fromEnd)
    {
        var words = new List<Range>();
        for (int i = 0; i < text.Length; i++)
        {
            int start = i;
            while (i < text.Length && !Python.IsSpace(text[i]))
            {
                i++;
            }

            if (i > start)
            {
                words.Add(start..i);
            }
        }

        if (words.Count > limit)
        {
            // What is not split keeps its blanks, those at the text's end too, as in Python.
            words = fromEnd
                ? [Index.Start..words[^limit].End, .. words.TakeLast(limit - 1)]
                : [.. words.Take(limit - 1), words[limit - 1].Start..text.Length];
        }

        return [.. words.Select(word => text[word])];
    }

    private static ItemList SplitLines(RenderState render, string text, Arguments arguments)
    {
        bool keep = arguments.Bind("keepends")[0] is var value && value != Arguments.Missing && Python.IsTrue(value);
        render.ChargeText(text.Length);
        var lines = new List<object?>();
        for (int start = 0; start < text.Length;)
        {
            int end = text.AsSpan(start).IndexOfAny(LineEnds);
            end = end < 0 ? text.Length : start + end;
            int next = end < text.Length ? end + (text.AsSpan(end).StartsWith("\r\n") ? 2 : 1) : end;
            lines.Add(text[start..(keep ? next : end)]);
            start = next;
        }

        render.Charge(lines.Count);
        return new ItemList([.. lines]);
    }

    private static ItemList Partition(string text, Arguments arguments, bool last)
    {
        string separator = Text(arguments.Require(1, "sep")[0]);
        int at = separator.Length == 0 ? throw new TemplateFault("the separator of partition cannot be empty.")
            : last ? text.LastIndexOf(separator, StringComparison.Ordinal) : text.IndexOf(separator, StringComparison.Ordinal);
        string[] parts = at >= 0 ? [text[..at], separator, text[(at + separator.Length)..]] : last ? ["", "", text] : [text, "", ""];
        return new ItemList([.. parts], isTuple: true);
    }

    private static long Position(string text, int index) => index < 0 ? -1 : Python.LengthOf(text[..index]);

    private static long Count(string text, string part)
    {
        long count = part.Length == 0 ? Python.LengthOf(text) + 1 : 0;
        for (int at = 0; part.Length > 0 && (at = text.IndexOf(part, at, StringComparison.Ordinal)) >= 0; at += part.Length)
        {
            count++;
        }

        return count;
    }

    private static string Title(string text)
    {
        var title = new System.Text.StringBuilder(text.Length);
        bool inside = false;
        foreach (char c in text)
        {
            title.Append(inside ? char.ToLowerInvariant(c) : char.ToUpper(c, CultureInfo.InvariantCulture));
            inside = char.IsLetter(c);
        }

        return title.ToString();
    }

    private static bool All(string text, Func<char, bool> holds) => text.Length > 0 && text.All(holds);
}
