namespace LanguageModeling.Cli.Commands;

/// <summary>A line with its score.</summary>
internal readonly record struct ScoredLine(string Line, SequenceScore Score);
