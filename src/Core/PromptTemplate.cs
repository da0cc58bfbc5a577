using LanguageModeling.Prompts;
using LanguageModeling.Templates;

namespace LanguageModeling;

/// <summary>Writes a prompt of named values: a text with placeholders such as <c>{{instruction}}</c>.</summary>
/// <remarks>
/// <para>
/// The language is the one of <see cref="ChatTemplate"/>, the part of Jinja that lm-evaluation-harness and Hugging Face write their prompts in:
/// <c>{{ choices[label] }}</c>, <c>{% if input %}…{% endif %}</c>, <c>{{ text|trim }}</c>. White space stays as it is written, also around tags and at
/// the end; "-" at a tag's edge removes it.
/// </para>
/// <para>Immutable and safe for use by many threads at once.</para>
/// </remarks>
public sealed class PromptTemplate
{
    private static readonly ChatTemplateLimits Limits = new();

    private readonly string _name;
    private readonly TemplateProgram _program;

    /// <summary>Reads a template.</summary>
    /// <param name="source">The template.</param>
    /// <param name="name">What messages call it. Default "prompt template".</param>
    /// <exception cref="InvalidDataException">The template has a mistake.</exception>
    /// <exception cref="NotSupportedException">The template uses something that this interpreter does not have.</exception>
    public PromptTemplate(string source, string name = "prompt template")
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentException.ThrowIfNullOrEmpty(name);
        Source = source;
        _name = name;
        _program = new TemplateProgram(source, name, keepsWhiteSpace: true);
    }

    /// <summary>The template.</summary>
    public string Source { get; }

    /// <summary>The names that a prompt needs values for, in the order of their first use.</summary>
    public IReadOnlyList<string> Variables => _program.Variables;

    /// <summary>Writes a prompt.</summary>
    /// <param name="values">
    /// A value for each of <see cref="Variables"/>, and any others: null, text (string or <see cref="ReadOnlyMemory{T}"/> of characters), Boolean, numbers,
    /// lists and dictionaries of these, JSON.
    /// </param>
    /// <param name="cancellationToken">Stops the rendering.</param>
    /// <exception cref="ArgumentException">A value is missing or of another type, or the template refuses them (<c>raise_exception</c>).</exception>
    /// <exception cref="InvalidDataException">The template fails.</exception>
    /// <exception cref="NotSupportedException">The template calls something that this interpreter does not have.</exception>
    public string Render(IReadOnlyDictionary<string, object?> values, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (Variables.FirstOrDefault(variable => !values.ContainsKey(variable)) is { } missing)
        {
            throw new ArgumentException(
                $"The {_name} needs \"{missing}\", but the values are {(values.Count == 0 ? "none" : string.Join(", ", values.Keys))}. Add a value of that name, null for none.",
                nameof(values));
        }

        var render = new RenderState(Limits, TimeProvider.System.GetLocalNow, cancellationToken);
        _program.Run(render, () => CreateScope(render, values), "the values");
        return render.Output.ToString();
    }

    /// <summary>The template.</summary>
    public override string ToString() => Source;

    private Scope CreateScope(RenderState render, IReadOnlyDictionary<string, object?> values)
    {
        var scope = new Scope(render, null);
        foreach (string variable in Variables)
        {
            scope[variable] = PromptValues.ToTemplateValue(variable, values[variable]);
        }

        return scope;
    }
}
