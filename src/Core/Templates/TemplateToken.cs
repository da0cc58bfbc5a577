namespace LanguageModeling.Templates;

/// <summary>What a piece of a template is.</summary>
internal enum TokenKind
{
    /// <summary>Text outside of tags.</summary>
    Text,

    /// <summary>The start of a statement.</summary>
    BlockBegin,

    /// <summary>The end of a statement.</summary>
    BlockEnd,

    /// <summary>The start of a printed expression.</summary>
    PrintBegin,

    /// <summary>The end of a printed expression.</summary>
    PrintEnd,

    /// <summary>A name or keyword.</summary>
    Name,

    /// <summary>A string, unescaped.</summary>
    String,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number with a fraction or exponent.</summary>
    Float,

    /// <summary>An operator or bracket.</summary>
    Operator,

    /// <summary>After the last token.</summary>
    End,
}

/// <summary>A piece of a template.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Value">Its text; of a string, its value.</param>
/// <param name="Line">The line that it starts on, from 1.</param>
internal readonly record struct TemplateToken(TokenKind Kind, string Value, int Line)
{
    /// <summary>Whether this is a certain operator or bracket.</summary>
    public bool IsOperator(string value) => Kind == TokenKind.Operator && Value == value;

    /// <summary>Whether this is a certain name.</summary>
    public bool IsName(string value) => Kind == TokenKind.Name && Value == value;

    /// <summary>How a message calls it.</summary>
    public string Describe() => Kind switch
    {
        TokenKind.Text => "text",
        TokenKind.BlockEnd => "\"%}\"",
        TokenKind.PrintEnd => "\"}}\"",
        TokenKind.String => $"the string \"{(Value.Length <= 40 ? Value : Value[..40] + "…")}\"",
        TokenKind.End => "the end of the template",
        _ => $"\"{Value}\"",
    };
}
