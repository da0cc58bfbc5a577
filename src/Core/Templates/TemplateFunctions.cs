using System.Globalization;
using System.Text;

namespace LanguageModeling.Templates;

/// <summary>The functions that every template has.</summary>
internal static class TemplateFunctions
{
    private const int LongestRange = 100_000; // as in Jinja's sandbox

    private static readonly Dictionary<string, Function> All = new Function[]
    {
        new("range", Range),
        new("dict", MakeMapping),
        new("namespace", MakeNamespace),
        new("raise_exception", (_, a) => throw new TemplateRefusal(Python.ToText(a.Require(1, "message")[0]))),
        new("strftime_now", (render, a) => TellTime(render.Now, StringMethods.Text(a.Require(1, "format")[0]))),
    }.ToDictionary(function => function.Name);

    public static Function? Find(string name) => All.GetValueOrDefault(name);

    private static ItemList Range(RenderState render, Arguments arguments)
    {
        object?[] bound = arguments.Require(1, "start", "stop", "step");
        bool one = bound[1] == Arguments.Missing;
        long start = one ? 0 : Python.ToInteger(bound[0]), stop = Python.ToInteger(one ? bound[0] : bound[1]);
        long step = bound[2] == Arguments.Missing ? 1 : Python.ToInteger(bound[2]);
        if (step == 0)
        {
            throw new TemplateFault("the step of range cannot be 0.");
        }

        double exact = Math.Ceiling(((double)stop - start) / step);
        if (exact > LongestRange)
        {
            throw new TemplateFault($"range gives more than {LongestRange} numbers.");
        }

        int count = (int)Math.Max(0, exact);
        render.Charge(count);
        return new ItemList([.. Enumerable.Range(0, count).Select(i => (object?)(start + (i * step)))]);
    }

    private static Mapping MakeMapping(RenderState render, Arguments arguments)
    {
        var mapping = new Mapping();
        if (arguments.Positional.Count > 0)
        {
            object? source = arguments.Positional[0];
            foreach (object? item in source is Mapping other ? CollectionMethods.Items(other, arguments with { Positional = [], Named = new Dictionary<string, object?>() }).Items : Python.Iterate(source))
            {
                object?[] pair = Python.Iterate(item);
                mapping.Set(pair.Length == 2 ? pair[0] : throw new TemplateFault("dict needs pairs of key and value."), pair[1]);
            }
        }

        foreach ((string name, object? value) in arguments.Named)
        {
            mapping.Set(name, value);
        }

        render.Charge(mapping.Entries.Count);
        return mapping;
    }

    private static NamespaceValue MakeNamespace(RenderState render, Arguments arguments)
    {
        var space = new NamespaceValue();
        foreach ((object key, object? value) in MakeMapping(render, arguments).Entries)
        {
            space.Members[Python.ToText(key)] = value;
        }

        return space;
    }

    private static string TellTime(DateTimeOffset now, string format)
    {
        var text = new StringBuilder();
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
            {
                text.Append(format[i]);
                continue;
            }

            bool unpadded = format[i + 1] == '-' && i + 2 < format.Length;
            i += unpadded ? 2 : 1;
            string part = Part(now, format[i]);
            text.Append(unpadded && part.Length > 1 ? part.TrimStart('0').PadLeft(1, '0') : part);
        }

        return text.ToString();
    }

    private static string Part(DateTimeOffset now, char code)
    {
        string? format = code switch
        {
            'Y' => "yyyy",
            'y' => "yy",
            'm' => "MM",
            'd' => "dd",
            'H' => "HH",
            'I' => "hh",
            'M' => "mm",
            'S' => "ss",
            'p' => "tt",
            'B' => "MMMM",
            'b' or 'h' => "MMM",
            'A' => "dddd",
            'a' => "ddd",
            'F' => "yyyy-MM-dd",
            'T' => "HH:mm:ss",
            'D' => "MM/dd/yy",
            'f' => "ffffff",
            _ => null,
        };
        return format is not null ? now.ToString(format, CultureInfo.InvariantCulture) : code switch
        {
            'e' => now.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2),
            'j' => now.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
            'z' => "", // the time is naive in the reference, without a zone
            'Z' => "",
            '%' => "%",
            _ => throw new TemplateLack($"\"%{code}\" of strftime_now is not supported."),
        };
    }
}
