namespace LanguageModeling.Cli;

/// <summary>A row of text in a pipeline.</summary>
internal sealed class TextRow
{
    /// <summary>One sequence.</summary>
    public string Text { get; set; } = "";
}
