using System.Runtime.CompilerServices;

namespace LanguageModeling.Tokenizers;

/// <summary>
/// The splitting rules of byte-level tokenizers, written out by hand: where the part ends that begins at a place. The regular expressions
/// that they stand for are <see cref="PlainFiles.RuleOf"/>; tests compare the two.
/// </summary>
internal static class WordScanner
{
    private const byte Word = CharacterTable.Letter | CharacterTable.Number;
    private const byte NotMark = Word | CharacterTable.Space;

    /// <summary>Finds the rule that a splitting step follows, null for none of them.</summary>
    public static SplitRule? FindRule(SplittingStep? step) => step switch
    {
        ByteLevelSplitting { AddPrefixSpace: false, UseRule: true } => SplitRule.Gpt2,
        SequenceSplitting { Steps: [PatternSplitting { Invert: false, Behavior: SplitBehavior.Isolated } pattern, ByteLevelSplitting { AddPrefixSpace: false, UseRule: false }] }
            => FindRule(pattern.Pattern.Expression),
        _ => null,
    };

    /// <summary>Where the part ends that begins at a place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Next(SplitRule rule, ReadOnlySpan<char> text, int at) => rule switch
    {
        SplitRule.Gpt2 => NextGpt2(text, at),
        SplitRule.Cl100k => NextCl100k(text, at, 3),
        SplitRule.SingleDigits => NextCl100k(text, at, 1),
        _ => NextO200k(text, at),
    };

    private static SplitRule? FindRule(string? expression)
        => expression is null ? null
            : expression == PlainFiles.RuleOf(TiktokenPattern.Gpt2) ? SplitRule.Gpt2
            : expression == PlainFiles.RuleOf(TiktokenPattern.Cl100k) ? SplitRule.Cl100k
            : expression == PlainFiles.RuleOf(TiktokenPattern.Cl100k).Replace("{1,3}", "", StringComparison.Ordinal) ? SplitRule.SingleDigits
            : expression == PlainFiles.RuleOf(TiktokenPattern.O200k) ? SplitRule.O200k
            : null;

    // 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
    private static int NextGpt2(ReadOnlySpan<char> text, int at)
    {
        if (text[at] == '\'' && Contraction(text, at, ignoreCase: false) is > 0 and int contraction)
        {
            return at + contraction;
        }

        int start = at;
        byte kind = CharacterTable.At(text, at, out int length);
        if (text[at] == ' ' && at + 1 < text.Length)
        {
            byte next = CharacterTable.At(text, at + 1, out int nextLength);
            if ((next & CharacterTable.Space) == 0)
            {
                start = at + 1;
                kind = next;
                length = nextLength;
            }
        }

        if ((kind & CharacterTable.Space) != 0)
        {
            return Spaces(text, at, EndOfSpaces(text, at));
        }

        byte wanted = (byte)(kind & Word);
        return wanted == 0 ? Run(text, start + length, NotMark, 0) : Run(text, start + length, wanted, wanted);
    }

    // (?i:'s|…)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+
    private static int NextCl100k(ReadOnlySpan<char> text, int at, int digits)
    {
        byte kind = CharacterTable.At(text, at, out int length);
        if (text[at] == '\'' && Contraction(text, at, ignoreCase: true) is > 0 and int contraction)
        {
            return at + contraction;
        }

        if ((kind & CharacterTable.Letter) != 0)
        {
            return Run(text, at + length, CharacterTable.Letter, CharacterTable.Letter);
        }

        int after = at + length;
        byte next = after < text.Length ? CharacterTable.At(text, after, out int nextLength) : (byte)(CharacterTable.Space | Word);
        bool hasNext = after < text.Length;
        if ((kind & (CharacterTable.NewLine | CharacterTable.Number)) == 0 && hasNext && (next & CharacterTable.Letter) != 0)
        {
            return Run(text, after, CharacterTable.Letter, CharacterTable.Letter);
        }

        return (kind & CharacterTable.Number) != 0 ? Numbers(text, at, digits)
            : (kind & CharacterTable.Space) == 0 ? Marks(text, after, slash: false)
            : text[at] == ' ' && hasNext && (next & NotMark) == 0 ? Marks(text, after, slash: false)
            : SpacesAndLines(text, at);
    }

    // Two ways to spell a word, each with a mark or space before it and a contraction after it; then as cl100k, with slashes after marks.
    private static int NextO200k(ReadOnlySpan<char> text, int at)
    {
        byte kind = CharacterTable.At(text, at, out int length);
        bool prefix = (kind & (Word | CharacterTable.NewLine)) == 0;
        int after = at + length;
        int end = prefix ? EndInLower(text, after) : -1;
        end = end >= 0 ? end : EndInLower(text, at);
        if (end < 0)
        {
            int start = prefix ? after : at;
            end = Run(text, start, CharacterTable.Upper, CharacterTable.Upper);
            end = end > start ? end : -1;
        }

        if (end >= 0)
        {
            return end + (end < text.Length && text[end] == '\'' ? Contraction(text, end, ignoreCase: true) : 0);
        }

        bool hasNext = after < text.Length;
        return (kind & CharacterTable.Number) != 0 ? Numbers(text, at, 3)
            : (kind & CharacterTable.Space) == 0 ? Marks(text, after, slash: true)
            : text[at] == ' ' && hasNext && (CharacterTable.At(text, after, out _) & NotMark) == 0 ? Marks(text, after, slash: true)
            : SpacesAndLines(text, at);
    }

    // [upper]*[lower]+, where many letters are both; -1 where there is none.
    private static int EndInLower(ReadOnlySpan<char> text, int start)
    {
        int end = start, lastLower = -1;
        while (end < text.Length)
        {
            byte kind = CharacterTable.At(text, end, out int length);
            if ((kind & CharacterTable.Upper) == 0)
            {
                break;
            }

            end += length;
            lastLower = (kind & CharacterTable.Lower) != 0 ? end : lastLower;
        }

        int lower = Run(text, end, CharacterTable.Lower, CharacterTable.Lower);
        return lower > end ? lower : lastLower;
    }

    // Where the run of characters ends of whose bits those of the mask are as wanted (all of wanted, or any of it when they are the mask).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Run(ReadOnlySpan<char> text, int at, byte mask, byte wanted)
    {
        while (at < text.Length && (CharacterTable.At(text, at, out int length) & mask) == wanted)
        {
            at += length;
        }

        return at;
    }

    private static int Numbers(ReadOnlySpan<char> text, int at, int most)
    {
        for (int count = 0; count < most && at < text.Length && (CharacterTable.At(text, at, out int length) & CharacterTable.Number) != 0; count++)
        {
            at += length;
        }

        return at;
    }

    private static int Marks(ReadOnlySpan<char> text, int at, bool slash)
    {
        at = Run(text, at, NotMark, 0);
        while (at < text.Length && (text[at] is '\r' or '\n' || (slash && text[at] == '/')))
        {
            at++;
        }

        return at;
    }

    private static int SpacesAndLines(ReadOnlySpan<char> text, int at)
    {
        int end = EndOfSpaces(text, at);
        int line = text[at..end].LastIndexOfAny('\r', '\n');
        return line >= 0 ? at + line + 1 : Spaces(text, at, end);
    }

    private static int EndOfSpaces(ReadOnlySpan<char> text, int at) => Run(text, at, CharacterTable.Space, CharacterTable.Space);

    // The last space goes with what follows it.
    private static int Spaces(ReadOnlySpan<char> text, int at, int end) => end == text.Length || end - at == 1 ? end : end - 1;

    private static int Contraction(ReadOnlySpan<char> text, int at, bool ignoreCase)
    {
        if (at + 1 >= text.Length)
        {
            return 0;
        }

        char first = Fold(text[at + 1], ignoreCase);
        if (first is 's' or 't' or 'm' or 'd')
        {
            return 2;
        }

        char second = at + 2 < text.Length ? Fold(text[at + 2], ignoreCase) : '\0';
        return (first, second) is ('r', 'e') or ('v', 'e') or ('l', 'l') ? 3 : 0;
    }

    // The long s is an s, too.
    private static char Fold(char c, bool ignoreCase)
        => !ignoreCase ? c : c is >= 'A' and <= 'Z' ? (char)(c | 0x20) : c == '\u017F' ? 's' : c;
}
