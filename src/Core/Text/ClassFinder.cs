using System.Text;
using System.Text.RegularExpressions;

namespace LanguageModeling.Text;

/// <summary>Finds URLs, e-mail addresses and numbers. The expressions never backtrack: time is proportional to the text.</summary>
/// <param name="options">Which of them, and what stands for them.</param>
internal sealed class ClassFinder(TextPreparationOptions options)
{
    private const string UrlEnds = ".,;:!?'\")]}>*_~";
    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    private static readonly Regex Url = new(@"(?i:https?://|ftp://|www\.)[^\s<>""\u3000-\u303F\uFF00-\uFF0F\uFF1A-\uFF20\p{IsCJKUnifiedIdeographs}]+", Linear);
    private static readonly Regex Email = new(@"[\p{L}\p{N}._%+\-]+@[\p{L}\p{N}\-]+(?:\.[\p{L}\p{N}\-]+)+", Linear);
    private static readonly Regex Number = new(@"\p{Nd}+(?:[.,:]\p{Nd}+)*", Linear);

    /// <summary>The parts to replace, in order.</summary>
    public IReadOnlyList<TextChange> Find(string text)
    {
        var found = new List<TextChange>();
        Add(Url, options.UrlToken, TrimUrl);
        Add(Email, options.EmailToken, (start, length) => length);
        Add(Number, options.NumberToken, (start, length) => IsAlone(text, start, length) ? length : 0);
        found.Sort((a, b) => a.Start.CompareTo(b.Start));
        return found;

        void Add(Regex expression, string? token, Func<int, int, int> trim)
        {
            if (token is null)
            {
                return;
            }

            TextChange[] before = [.. found.OrderBy(change => change.Start)];
            int next = 0;
            foreach (ValueMatch match in expression.EnumerateMatches(text))
            {
                while (next < before.Length && before[next].Start + before[next].Length <= match.Index)
                {
                    next++;
                }

                int length = next < before.Length && before[next].Start < match.Index + match.Length ? 0 : trim(match.Index, match.Length);
                if (length > 0)
                {
                    found.Add(new TextChange(match.Index, length, token, IsClass: true));
                }
            }
        }

        // The marks of the sentence around it are no part of it; a bracket is when it has opened there.
        int TrimUrl(int start, int length)
        {
            while (length > 0 && UrlEnds.Contains(text[start + length - 1], StringComparison.Ordinal)
                && !(text[start + length - 1] == ')' && text.AsSpan(start, length).Count('(') >= text.AsSpan(start, length).Count(')')))
            {
                length--;
            }

            return length;
        }
    }

    private static bool IsAlone(string text, int start, int length)
    {
        Rune.DecodeLastFromUtf16(text.AsSpan(0, start), out Rune before, out int b);
        Rune.DecodeFromUtf16(text.AsSpan(start + length), out Rune after, out int a);
        return (b == 0 || !IsWord(before)) && (a == 0 || !IsWord(after));
    }

    // Chinese writes numbers without a space: 在2024年.
    private static bool IsWord(Rune rune) => (Rune.IsLetter(rune) && !CjkText.IsIdeograph(rune)) || rune.Value == '_';
}
