namespace LanguageModeling.Tokenizers;

/// <summary>A part of a text that a pattern matches, or one between matches.</summary>
/// <param name="Start">Where it begins, in UTF-16 code units.</param>
/// <param name="End">Where it ends.</param>
/// <param name="IsMatch">Whether the pattern matches it.</param>
internal readonly record struct PatternPart(int Start, int End, bool IsMatch);
