namespace LanguageModeling.Templates;

/// <summary>A template that cannot be read.</summary>
internal sealed class TemplateSyntaxFault(int line, string message, bool lack = false) : Exception(message)
{
    /// <summary>The line, from 1.</summary>
    public int Line => line;

    /// <summary>Whether the template is in order, but uses something that this interpreter does not have.</summary>
    public bool IsLack => lack;
}
