using System.Buffers;

namespace LanguageModeling.Text;

/// <summary>Splits where KenLM's lmplz does: at NUL, TAB, LF, CR and SPACE.</summary>
internal sealed class WhitespaceSplitter() : TextSplitter("whitespace")
{
    private static readonly SearchValues<char> Separators = SearchValues.Create("\0\t\n\r ");

    public override void Split(string text, List<TextPart> parts)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(parts);
        for (int start = 0; start < text.Length;)
        {
            int length = text.AsSpan(start).IndexOfAny(Separators);
            length = length < 0 ? text.Length - start : length;
            if (length > 0)
            {
                parts.Add(new TextPart(start, length));
            }

            start += length + 1;
        }
    }

    public override string Join(IReadOnlyList<string> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        return string.Join(' ', tokens);
    }
}
