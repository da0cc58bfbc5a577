using System.CommandLine;

namespace LanguageModeling.Cli.Commands;

/// <summary>The options of <c>lm generate</c> that say what the text must look like; at most one of them may be given.</summary>
internal sealed class ConstraintSettings
{
    private readonly Option<string[]> _choices = new("--choice") { Description = "The text is this one, or another that is given so.", HelpName = "TEXT" };
    private readonly Option<string?> _regex = new("--regex") { Description = "The text matches this regular expression.", HelpName = "PATTERN" };
    private readonly Option<string?> _schema = new("--json-schema") { Description = "The text is JSON that satisfies the schema in this file.", HelpName = "FILE" };
    private readonly Option<string?> _grammar = new("--grammar") { Description = "The text is described by the grammar (GBNF) in this file.", HelpName = "FILE" };

    /// <summary>Adds all options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_choices);
        command.Add(_regex);
        command.Add(_schema);
        command.Add(_grammar);
        command.Validators.Add(result =>
        {
            Option[] given = [.. new Option[] { _choices, _regex, _schema, _grammar }.Where(option => result.GetResult(option) is not null)];
            if (given.Length > 1)
            {
                result.AddError($"{given[0].Name} and {given[1].Name} cannot be had together. Leave one out, or write both as one --grammar.");
            }
        });
    }

    /// <summary>The constraint as given; null for none.</summary>
    public GenerationConstraint? Read(ParseResult parsed)
        => parsed.GetValue(_choices) is { Length: > 0 } choices ? GenerationConstraint.Choices(choices)
            : parsed.GetValue(_regex) is { } pattern ? GenerationConstraint.Regex(pattern)
            : parsed.GetValue(_schema) is { } schema ? FromFile(schema, GenerationConstraint.JsonSchema)
            : parsed.GetValue(_grammar) is { } grammar ? FromFile(grammar, GenerationConstraint.Grammar)
            : null;

    private static GenerationConstraint FromFile(string path, Func<string, GenerationConstraint> parse)
    {
        InputText.RequireFile(path);
        try
        {
            return parse(File.ReadAllText(path));
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }
}
