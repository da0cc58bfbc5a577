using System.Text;
using System.Text.Json;

namespace LanguageModeling.Tokenizers;

/// <summary>Finds parts in a text.</summary>
internal abstract class TextPattern
{
    /// <summary>All parts of the text in order, those that match and those between.</summary>
    public abstract List<PatternPart> FindParts(string text);

    /// <summary>The regular expression; null when the pattern is none.</summary>
    public virtual string? Expression => null;

    /// <summary>The fixed string; null when the pattern is none.</summary>
    public virtual string? Fixed => null;

    /// <summary>Every character that passes is a match.</summary>
    public static TextPattern Characters(Func<Rune, bool> match) => new CharacterPattern(match);

    /// <summary>A fixed string, or a regular expression.</summary>
    /// <param name="pattern">The string or expression.</param>
    /// <param name="isExpression">Whether it is an expression.</param>
    public static TextPattern Create(string pattern, bool isExpression) => isExpression ? new ExpressionPattern(pattern) : new StringPattern(pattern);

    /// <summary>Writes the pattern as tokenizer.json has it; for strings and expressions.</summary>
    public virtual void Write(Utf8JsonWriter writer) => throw new NotSupportedException("This pattern has no spelling in tokenizer.json.");

    /// <summary>Parts from matches.</summary>
    protected static List<PatternPart> Between(int length, IEnumerable<(int Start, int End)> matches)
    {
        var parts = new List<PatternPart>();
        int at = 0;
        foreach ((int start, int end) in matches)
        {
            if (start > at)
            {
                parts.Add(new PatternPart(at, start, false));
            }

            parts.Add(new PatternPart(start, end, true));
            at = end;
        }

        if (at < length)
        {
            parts.Add(new PatternPart(at, length, false));
        }

        return parts;
    }

    private sealed class CharacterPattern(Func<Rune, bool> match) : TextPattern
    {
        public override List<PatternPart> FindParts(string text)
        {
            return Between(text.Length, Matches());

            IEnumerable<(int, int)> Matches()
            {
                int at = 0;
                foreach (Rune rune in text.EnumerateRunes())
                {
                    if (match(rune))
                    {
                        yield return (at, at + rune.Utf16SequenceLength);
                    }

                    at += rune.Utf16SequenceLength;
                }
            }
        }
    }

    private sealed class StringPattern(string pattern) : TextPattern
    {
        public override string? Fixed => pattern;

        public override List<PatternPart> FindParts(string text)
        {
            return Between(text.Length, Matches());

            IEnumerable<(int, int)> Matches()
            {
                // An empty pattern matches between all characters.
                for (int at = 0; at <= text.Length && (at = text.IndexOf(pattern, at, StringComparison.Ordinal)) >= 0; at += Math.Max(1, pattern.Length))
                {
                    if (pattern.Length > 0 || at == text.Length || !char.IsLowSurrogate(text[at]))
                    {
                        yield return (at, at + pattern.Length);
                    }
                }
            }
        }

        public override void Write(Utf8JsonWriter writer) => writer.WriteString("String", pattern);
    }

    private sealed class ExpressionPattern(string pattern) : TextPattern
    {
        private readonly TokenizerExpression _expression = new(pattern);

        public override string? Expression => pattern;

        public override List<PatternPart> FindParts(string text) => Between(text.Length, _expression.FindMatches(text));

        public override void Write(Utf8JsonWriter writer) => writer.WriteString("Regex", pattern);
    }
}
