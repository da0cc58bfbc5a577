using System.Globalization;
using System.Text;

namespace LanguageModeling.Templates;

/// <summary>The <c>%</c> operator and the filter <c>format</c>: <c>%s</c>, <c>%d</c>, <c>%r</c>, <c>%f</c> with digits, <c>%%</c>.</summary>
internal static class StringFormat
{
    public static string Apply(RenderState render, string format, IReadOnlyList<object?> values)
    {
        var text = new StringBuilder();
        int next = 0;
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                text.Append(format[i]);
                continue;
            }

            int digits = -1;
            if (++i + 1 < format.Length && format[i] == '.' && char.IsAsciiDigit(format[i + 1]))
            {
                digits = format[i + 1] - '0';
                i += 2;
            }

            char kind = i < format.Length ? format[i] : ' ';
            if (kind == '%')
            {
                text.Append('%');
                continue;
            }

            if (kind is not ('s' or 'd' or 'r' or 'f') || (digits >= 0 && kind != 'f'))
            {
                throw new TemplateLack($"the format \"{format}\" is not supported: use %s, %d, %r, %f, %.2f or %%.");
            }

            object? value = next < values.Count ? values[next++] : throw new TemplateFault($"the format \"{format}\" wants more than {values.Count} values.");
            text.Append(kind switch
            {
                's' => Python.ToText(value),
                'r' => Python.Represent(value),
                'd' => ((long)Python.ToDouble(value)).ToString(CultureInfo.InvariantCulture),
                _ => Python.ToDouble(value).ToString($"F{(digits < 0 ? 6 : digits)}", CultureInfo.InvariantCulture),
            });
            render.ChargeText(text.Length);
        }

        return next == values.Count ? text.ToString() : throw new TemplateFault($"the format \"{format}\" wants {next} values, but got {values.Count}.");
    }
}
