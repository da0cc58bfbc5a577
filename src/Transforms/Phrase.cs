namespace LanguageModeling;

/// <summary>Two neighbouring words, or phrases, that are joined to one.</summary>
/// <param name="First">The first word.</param>
/// <param name="Second">The second word.</param>
/// <param name="Score">Their score, above the threshold.</param>
/// <param name="Count">How often they stood together.</param>
public sealed record Phrase(string First, string Second, double Score, long Count);
