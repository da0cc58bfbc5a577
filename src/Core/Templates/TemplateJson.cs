using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LanguageModeling.Templates;

/// <summary>Values from JSON, and the filter <c>tojson</c> as Hugging Face has it: Python's <c>json.dumps</c> without escapes of non-ASCII characters.</summary>
internal static class TemplateJson
{
    /// <summary>The value of a JSON node.</summary>
    public static object? ToValue(JsonNode? node)
    {
        Python.Guard();
        switch (node)
        {
            case null:
                return null;
            case JsonArray array:
                return new ItemList([.. array.Select(ToValue)]);
            case JsonObject members:
                var mapping = new Mapping();
                foreach ((string name, JsonNode? value) in members)
                {
                    mapping.Set(name, ToValue(value));
                }

                return mapping;
        }

        return node.GetValueKind() switch
        {
            JsonValueKind.String => node.GetValue<string>(),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Null => null,
            _ => ToNumber(node.ToJsonString()),
        };
    }

    public static string Write(RenderState render, object? value, Arguments arguments)
    {
        // The first parameter of the reference's tojson is ensure_ascii.
        object?[] bound = arguments.Bind("ensure_ascii", "indent", "separators", "sort_keys");
        string? indent = bound[1] == Arguments.Missing || bound[1] is null ? null
            : bound[1] as string ?? new string(' ', (int)Math.Clamp(Python.ToInteger(bound[1]), 0, 1000));
        (string item, string key) = (indent is null ? ", " : ",", ": ");
        if (bound[2] != Arguments.Missing && bound[2] is not null)
        {
            (item, key) = Python.Iterate(bound[2]) is [string first, string second] ? (first, second)
                : throw new TemplateFault("'separators' of the filter 'tojson' are two strings.");
        }

        var writer = new Writer(render, indent, item, key, TemplateFilters.Or(bound[0], false), TemplateFilters.Or(bound[3], false));
        writer.Write(value, 0);
        return writer.ToString();
    }

    private static object ToNumber(string json)
        => long.TryParse(json, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) ? (object)whole : double.Parse(json, CultureInfo.InvariantCulture);

    private sealed class Writer(RenderState render, string? indent, string itemSeparator, string keySeparator, bool ascii, bool sortKeys)
    {
        private readonly StringBuilder _text = new();

        public override string ToString() => _text.ToString();

        public void Write(object? value, int depth)
        {
            render.Step();
            render.CheckLength(_text.Length);
            switch (value)
            {
                case null:
                    _text.Append("null");
                    break;
                case bool b:
                    _text.Append(b ? "true" : "false");
                    break;
                case double d:
                    _text.Append(double.IsFinite(d) ? Python.Spell(d) : double.IsNaN(d) ? "NaN" : d > 0 ? "Infinity" : "-Infinity");
                    break;
                case long:
                    _text.Append(Python.ToText(value));
                    break;
                case string s:
                    WriteText(s);
                    break;
                case ItemList list:
                    WriteAll('[', ']', list.Items, depth, item => Write(item, depth + 1));
                    break;
                case Mapping mapping:
                    KeyValuePair<object, object?>[] entries = [.. mapping.Entries];
                    if (sortKeys)
                    {
                        entries = [.. entries.OrderBy(entry => entry.Key, Comparer<object>.Create(Python.Compare))];
                    }

                    WriteAll('{', '}', entries, depth, entry =>
                    {
                        WriteText(entry.Key is bool flag ? flag ? "true" : "false" : Python.ToText(entry.Key));
                        _text.Append(keySeparator);
                        Write(entry.Value, depth + 1);
                    });
                    break;
                default:
                    throw new TemplateFault($"the filter 'tojson' cannot write {Python.TypeName(value)}{Python.Hint(value)}.");
            }
        }

        private void WriteAll<T>(char open, char close, T[] items, int depth, Action<T> write)
        {
            _text.Append(open);
            for (int i = 0; i < items.Length; i++)
            {
                _text.Append(i == 0 ? "" : itemSeparator);
                NewLine(depth + 1);
                write(items[i]);
            }

            if (items.Length > 0)
            {
                NewLine(depth);
            }

            _text.Append(close);
        }

        private void NewLine(int depth)
        {
            if (indent is not null)
            {
                render.CheckLength(_text.Length + ((long)depth * indent.Length));
                _text.Append('\n').Insert(_text.Length, indent, depth);
            }
        }

        private void WriteText(string text)
        {
            render.ChargeText(text.Length);
            _text.Append('"');
            foreach (char c in text)
            {
                _ = c switch
                {
                    '"' => _text.Append("\\\""),
                    '\\' => _text.Append(@"\\"),
                    '\n' => _text.Append(@"\n"),
                    '\r' => _text.Append(@"\r"),
                    '\t' => _text.Append(@"\t"),
                    '\b' => _text.Append(@"\b"),
                    '\f' => _text.Append(@"\f"),
                    _ when c < ' ' || (ascii && c > '~') => _text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                    _ => _text.Append(c),
                };
            }

            _text.Append('"');
        }
    }
}
