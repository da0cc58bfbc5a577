namespace LanguageModeling;

/// <summary>An example of a task, as texts.</summary>
/// <param name="Input">What is asked.</param>
/// <param name="Output">The answer.</param>
public sealed record PromptExample(string Input, string Output);
