namespace LanguageModeling.Text;

/// <summary>A part of a text with what it becomes.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="Length">Its length.</param>
/// <param name="Text">What it becomes.</param>
/// <param name="IsClass">Whether that is the token of a class.</param>
internal readonly record struct TextChange(int Start, int Length, string Text, bool IsClass);
