namespace LanguageModeling.Templates;

/// <summary>A template that was read, with the name that messages call it.</summary>
internal sealed class TemplateProgram
{
    private readonly string _name;
    private readonly Block _program;

    /// <summary>Reads a template.</summary>
    /// <exception cref="InvalidDataException">The template has a mistake.</exception>
    /// <exception cref="NotSupportedException">The template uses something that this interpreter does not have.</exception>
    public TemplateProgram(string source, string name, bool keepsWhiteSpace)
    {
        _name = name;
        try
        {
            (_program, Variables) = TemplateParser.Parse(source, keepsWhiteSpace);
        }
        catch (TemplateSyntaxFault e)
        {
            string message = $"{name}, line {e.Line}: {e.Message}";
            throw e.IsLack ? new NotSupportedException(message) : new InvalidDataException(message);
        }
    }

    /// <summary>The names that the template reads and does not set itself, in the order of their first use.</summary>
    public IReadOnlyList<string> Variables { get; }

    /// <summary>Renders to the output of <paramref name="render"/>.</summary>
    /// <param name="render">Counters, output.</param>
    /// <param name="createScope">Gives the variables.</param>
    /// <param name="subject">What the template may refuse, in words.</param>
    /// <exception cref="ArgumentException">The template refuses what it was given (<c>raise_exception</c>).</exception>
    /// <exception cref="InvalidDataException">The template fails, or does more than the limits allow.</exception>
    /// <exception cref="NotSupportedException">The template calls something that this interpreter does not have.</exception>
    public void Run(RenderState render, Func<Scope> createScope, string subject)
    {
        try
        {
            _program.Execute(createScope(), render.Output);
        }
        catch (TemplateRefusal e)
        {
            throw new ArgumentException($"{_name}, line {render.Line}, refuses {subject}: {e.Message}");
        }
        catch (TemplateFault e)
        {
            string message = $"{_name}, line {render.Line}: {e.Message}";
            throw e is TemplateLack ? new NotSupportedException(message) : new InvalidDataException(message);
        }
    }
}
