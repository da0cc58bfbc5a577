using System.Text.RegularExpressions;

namespace Microsoft.ML.Tokenizers;

/// <summary>Takes the matches of an expression, left to right; special tokens are cut out first and whole.</summary>
public sealed class RegexPreTokenizer : PreTokenizer
{
    private readonly Regex _regex;
    private readonly Regex? _special;

    public RegexPreTokenizer(Regex regex, IReadOnlyDictionary<string, int>? specialTokens)
    {
        _regex = regex ?? throw new ArgumentNullException(nameof(regex));
        _special = SpecialTokens(specialTokens);
    }

    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text)
        => string.IsNullOrEmpty(text) ? [] : Split(text);

    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text)
        => text.IsEmpty ? [] : Split(text.ToString());

    /// <summary>An expression that matches any of the tokens, the earlier one first; null if there are none.</summary>
    internal static Regex? SpecialTokens(IReadOnlyDictionary<string, int>? specialTokens)
        => specialTokens is { Count: > 0 } ? new Regex(string.Join('|', specialTokens.Keys.Select(Regex.Escape)), RegexOptions.Compiled) : null;

    private IEnumerable<(int Offset, int Length)> Split(string text)
    {
        int start = 0;
        while (_special is not null && FirstMatch(_special, text, start, text.Length) is { } special)
        {
            while (FirstMatch(_regex, text, start, special.Offset) is { } match)
            {
                yield return match;
                start = match.Offset + match.Length;
            }

            yield return special;
            start = special.Offset + special.Length;
        }

        while (FirstMatch(_regex, text, start, text.Length) is { } match)
        {
            yield return match;
            start = match.Offset + match.Length;
        }
    }

    /// <summary>The expression sees only the text between start and end: anchors and look-around stop there.</summary>
    private static (int Offset, int Length)? FirstMatch(Regex regex, string text, int start, int end)
    {
        foreach (ValueMatch match in regex.EnumerateMatches(text.AsSpan(start, end - start)))
        {
            return (start + match.Index, match.Length);
        }

        return null;
    }
}
