using System.Text;

namespace LanguageModeling.Text;

/// <summary>One token for every Unicode character; white space is spelled "▁".</summary>
internal sealed class CharacterSplitter() : TextSplitter("characters")
{
    private const string Space = "\u2581";

    public override void Split(string text, List<TextPart> parts)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(parts);
        for (int start = 0; start < text.Length;)
        {
            int length = char.IsHighSurrogate(text[start]) && start + 1 < text.Length && char.IsLowSurrogate(text[start + 1]) ? 2 : 1;
            parts.Add(new TextPart(start, length));
            start += length;
        }
    }

    public override string Join(IReadOnlyList<string> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        var text = new StringBuilder();
        foreach (string token in tokens)
        {
            text.Append(token == Space ? " " : token);
        }

        return text.ToString();
    }

    // No white-space character lies outside the 16-bit range.
    internal override ReadOnlySpan<char> Spell(string text, TextPart part)
        => part.Length == 1 && char.IsWhiteSpace(text[part.Start]) ? Space : base.Spell(text, part);
}
