using Spectre.Console;

namespace LanguageModeling.Cli.Terminal;

/// <summary>A cell of a table.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Colour">Its colour on a terminal.</param>
internal readonly record struct Cell(string Text, Color? Colour = null)
{
    public static implicit operator Cell(string text) => new(text);
}
