namespace LanguageModeling.Templates;

/// <summary>What stands after <c>is</c>.</summary>
internal static class TemplateTests
{
    private static readonly Dictionary<string, Func<object?, bool>> Plain = new()
    {
        ["boolean"] = v => v is bool,
        ["callable"] = v => v is Function,
        ["defined"] = v => v is not Undefined,
        ["undefined"] = v => v is Undefined,
        ["even"] = v => Modulo(v, 2) == 0,
        ["odd"] = v => Modulo(v, 2) == 1,
        ["false"] = v => v is false,
        ["true"] = v => v is true,
        ["float"] = v => v is double,
        ["integer"] = v => v is long,
        ["iterable"] = v => v is string or ItemList or Mapping or Undefined,
        ["lower"] = v => Python.ToText(v) is var s && s.Any(char.IsLower) && !s.Any(char.IsUpper),
        ["upper"] = v => Python.ToText(v) is var s && s.Any(char.IsUpper) && !s.Any(char.IsLower),
        ["mapping"] = v => v is Mapping,
        ["none"] = v => v is null,
        ["number"] = Python.IsNumber,
        ["sequence"] = v => v is string or ItemList or Mapping or Undefined,
        ["string"] = v => v is string,
        ["filter"] = v => v is string name && TemplateFilters.Knows(name),
        ["test"] = v => v is string name && Knows(name),
    };

    private static readonly Dictionary<string, string> Comparisons = new()
    {
        ["eq"] = "==",
        ["equalto"] = "==",
        ["=="] = "==",
        ["ne"] = "!=",
        ["!="] = "!=",
        ["lt"] = "<",
        ["lessthan"] = "<",
        ["<"] = "<",
        ["le"] = "<=",
        ["<="] = "<=",
        ["gt"] = ">",
        ["greaterthan"] = ">",
        [">"] = ">",
        ["ge"] = ">=",
        [">="] = ">=",
        ["in"] = "in",
    };

    /// <summary>Whether there is such a test.</summary>
    public static bool Knows(string name) => Plain.ContainsKey(name) || Comparisons.ContainsKey(name) || name is "divisibleby" or "sameas";

    public static bool Apply(RenderState render, string name, object? value, Arguments arguments)
    {
        if (Plain.TryGetValue(name, out Func<object?, bool>? test))
        {
            arguments.Bind();
            return test(value);
        }

        object? other = arguments.Require(1, "other")[0];
        return Comparisons.TryGetValue(name, out string? comparison) ? ComparisonExpression.Holds(render, comparison, value, other)
            : name == "divisibleby" ? Modulo(value, Python.ToInteger(other)) == 0
            : value is null or bool ? Equals(value, other)
            : ReferenceEquals(value, other) || (value is long or string && Equals(value, other));
    }

    private static long Modulo(object? value, long divisor)
        => divisor == 0 ? throw new TemplateFault("division by zero.") : divisor == -1 ? 0 : ((Python.ToInteger(value) % divisor) + divisor) % divisor;
}
