namespace LanguageModeling;

/// <summary>A part of a text.</summary>
/// <param name="Start">Where it begins, in UTF-16 code units.</param>
/// <param name="Length">Its length, in UTF-16 code units.</param>
public readonly record struct TextPart(int Start, int Length);
