using System.Buffers;
using System.Text;

namespace LanguageModeling.Tokenizers;

/// <summary>Finds added tokens in a text: the leftmost first, of those that begin at one place the longest.</summary>
internal sealed class AddedTokenMatcher
{
    private readonly SearchValues<string> _any;
    private readonly ILookup<char, (string Pattern, AddedToken Token, int Id)> _byFirst;

    private AddedTokenMatcher(IEnumerable<(string Pattern, AddedToken Token, int Id)> tokens)
    {
        var all = tokens.ToList();
        _any = SearchValues.Create([.. all.Select(token => token.Pattern)], StringComparison.Ordinal);
        _byFirst = all.OrderByDescending(token => token.Pattern.Length).ToLookup(token => token.Pattern[0]);
    }

    /// <summary>Makes a matcher; null when there is nothing to find.</summary>
    /// <param name="tokens">Spellings to look for, with the tokens that they are.</param>
    public static AddedTokenMatcher? Create(IEnumerable<(string Pattern, AddedToken Token, int Id)> tokens)
    {
        (string Pattern, AddedToken Token, int Id)[] all = [.. tokens.Where(token => token.Pattern.Length > 0)];
        return all.Length == 0 ? null : new AddedTokenMatcher(all);
    }

    /// <summary>Whether the text may have any.</summary>
    public bool MayMatch(ReadOnlySpan<char> text) => text.IndexOfAny(_any) >= 0;

    /// <summary>The parts of the text in order; those that are a token with its id, others with -1.</summary>
    public IEnumerable<(int Start, int End, int Id)> Split(string text)
    {
        int done = 0, at = 0;
        while (at < text.Length)
        {
            int found = text.AsSpan(at).IndexOfAny(_any);
            if (found < 0)
            {
                break;
            }

            int start = at + found;
            (string pattern, AddedToken token, int id) = Longest(text, start);
            int end = start + pattern.Length;
            at = end;
            if (token.SingleWord && (EndsInWord(text.AsSpan(0, start)) || BeginsWithWord(text.AsSpan(end))))
            {
                continue;
            }

            while (token.StripLeft && start > done && char.IsWhiteSpace(text[start - 1]))
            {
                start--;
            }

            while (token.StripRight && end < text.Length && char.IsWhiteSpace(text[end]))
            {
                end++;
            }

            // White space that the token before took along is gone.
            start = Math.Max(start, done);
            if (start > done)
            {
                yield return (done, start, -1);
            }

            yield return (start, end, id);
            done = Math.Max(done, end);
        }

        if (done < text.Length)
        {
            yield return (done, text.Length, -1);
        }
    }

    private (string Pattern, AddedToken Token, int Id) Longest(string text, int start)
    {
        foreach ((string Pattern, AddedToken Token, int Id) token in _byFirst[text[start]])
        {
            if (string.CompareOrdinal(text, start, token.Pattern, 0, token.Pattern.Length) == 0)
            {
                return token;
            }
        }

        throw new InvalidOperationException("A token was found and is not there.");
    }

    private static bool EndsInWord(ReadOnlySpan<char> text)
        => Rune.DecodeLastFromUtf16(text, out Rune last, out _) == OperationStatus.Done && TextUnits.IsWord(last);

    private static bool BeginsWithWord(ReadOnlySpan<char> text)
        => Rune.DecodeFromUtf16(text, out Rune first, out _) == OperationStatus.Done && TextUnits.IsWord(first);
}
