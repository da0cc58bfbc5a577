namespace LanguageModeling.Windows;

/// <summary>A window in a row of tokens.</summary>
/// <param name="Start">Place of its first token.</param>
/// <param name="Length">Number of its tokens, before padding.</param>
internal readonly record struct TokenWindow(int Start, int Length);
