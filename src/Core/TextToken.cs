namespace LanguageModeling;

/// <summary>A token and the part of the source text it stands for.</summary>
/// <param name="Id">Token id.</param>
/// <param name="Start">Where the part begins, in UTF-16 code units.</param>
/// <param name="Length">Length of the part, in UTF-16 code units; 0 for a token that stands for nothing in the text.</param>
public readonly record struct TextToken(int Id, int Start, int Length);
