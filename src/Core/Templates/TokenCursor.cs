using System.Runtime.CompilerServices;

namespace LanguageModeling.Templates;

/// <summary>Goes through the tokens of a template.</summary>
internal sealed class TokenCursor(IReadOnlyList<TemplateToken> tokens)
{
    private int _at;

    public TemplateToken Current => tokens[_at];

    public TemplateToken Next => tokens[Math.Min(_at + 1, tokens.Count - 1)];

    public TemplateToken Take() => Current.Kind == TokenKind.End ? Current : tokens[_at++];

    public bool TryTakeOperator(string value) => TryTake(Current.IsOperator(value));

    public bool TryTakeName(string value) => TryTake(Current.IsName(value));

    public void ExpectOperator(string value)
    {
        if (!TryTakeOperator(value))
        {
            throw Expected($"\"{value}\"");
        }
    }

    public void ExpectName(string value)
    {
        if (!TryTakeName(value))
        {
            throw Expected($"\"{value}\"");
        }
    }

    public void Expect(TokenKind kind, string description)
    {
        if (Current.Kind != kind)
        {
            throw Expected(description);
        }

        Take();
    }

    public string TakeName(string description) => Current.Kind == TokenKind.Name ? Take().Value : throw Expected(description);

    public TemplateSyntaxFault Expected(string description) => new(Current.Line, $"expected {description} but found {Current.Describe()}.");

    /// <summary>Stops before brackets or blocks that are nested too deeply use up the stack.</summary>
    public void Guard()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new TemplateSyntaxFault(Current.Line, "the template is nested too deeply.");
        }
    }

    private bool TryTake(bool isIt)
    {
        if (isIt)
        {
            Take();
        }

        return isIt;
    }
}
