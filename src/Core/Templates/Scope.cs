namespace LanguageModeling.Templates;

/// <summary>Names and their values. A block that has its own names sees those around it, and hides its own from them.</summary>
internal sealed class Scope(RenderState render, Scope? outer)
{
    private Dictionary<string, object?>? _values;

    public RenderState Render => render;

    public object? this[string name]
    {
        set => (_values ??= new Dictionary<string, object?>(StringComparer.Ordinal))[name] = value;
    }

    /// <summary>The value of a name; <see cref="Undefined"/> if there is none.</summary>
    public object? Get(string name)
    {
        for (Scope? scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope._values is { } values && values.TryGetValue(name, out object? value))
            {
                return value;
            }
        }

        return TemplateFunctions.Find(name) ?? (object)new Undefined(name);
    }

    public Scope Inner() => new(render, this);

    private Scope? Outer => outer;
}
