using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace LanguageModeling.Tokenizers;

/// <summary>
/// A regular expression of tokenizer.json, which are those of Oniguruma, on .NET's engine. Characters over U+FFFF, which .NET sees as two
/// units, are matched as one character of the same general category.
/// </summary>
internal sealed class TokenizerExpression
{
    /// <summary>Time that finding one match may take before the expression counts as catastrophic.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(2);

    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.Multiline;

    private readonly Lazy<Regex> _regex;
    private readonly TimeSpan _timeout;

    /// <summary>Translates an expression.</summary>
    /// <param name="pattern">As tokenizer.json has it.</param>
    /// <param name="timeout">Time that finding one match may take; null for <see cref="DefaultTimeout"/>.</param>
    /// <exception cref="NotSupportedException">It has something that is not supported.</exception>
    /// <exception cref="InvalidDataException">It is no regular expression.</exception>
    public TokenizerExpression(string pattern, TimeSpan? timeout = null)
    {
        Pattern = pattern;
        _timeout = timeout ?? DefaultTimeout;
        string translated = ExpressionTranslator.Translate(pattern);
        try
        {
            _ = new Regex(translated, Options);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"The pattern \"{pattern}\" is no regular expression: {e.Message}", e);
        }

        _regex = new Lazy<Regex>(() => new Regex(translated, Options | RegexOptions.Compiled, _timeout));
    }

    /// <summary>The expression as given.</summary>
    public string Pattern { get; }

    /// <summary>Finds all matches, from left to right.</summary>
    public List<(int Start, int End)> FindMatches(string text)
    {
        int[]? positions = null;
        string searched = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0 ? text : Flatten(text, out positions);
        var matches = new List<(int, int)>();
        try
        {
            foreach (ValueMatch match in _regex.Value.EnumerateMatches(searched))
            {
                int end = match.Index + match.Length;
                matches.Add(positions is null ? (match.Index, end) : (positions[match.Index], positions[end]));
            }
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new InvalidDataException(
                $"The tokenizer's pattern \"{Pattern}\" took more than {_timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s on a text of "
                + $"{text.Length} characters. It backtracks without end; use a tokenizer with another pattern.",
                e);
        }

        return matches;
    }

    private static string Flatten(string text, out int[] positions)
    {
        var flat = new StringBuilder(text.Length);
        var found = new List<int>(text.Length + 1);
        int at = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            found.Add(at);
            at += rune.Utf16SequenceLength;
            flat.Append(rune.IsBmp ? (char)rune.Value : Substitute(rune));
        }

        found.Add(at);
        positions = [.. found];
        return flat.ToString();
    }

    // A character of the basic plane with the same general category, from scripts that no pattern is likely to name.
    private static char Substitute(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.UppercaseLetter => '\uA780',
        UnicodeCategory.LowercaseLetter => '\uA781',
        UnicodeCategory.TitlecaseLetter => '\u1F88',
        UnicodeCategory.ModifierLetter => '\uA7F8',
        UnicodeCategory.OtherLetter => UnicodeScripts.IsHan(rune.Value) ? '\u3400' : '\uA500',
        UnicodeCategory.NonSpacingMark => '\uA802',
        UnicodeCategory.SpacingCombiningMark => '\uA823',
        UnicodeCategory.EnclosingMark => '\uA670',
        UnicodeCategory.DecimalDigitNumber => '\uA620',
        UnicodeCategory.LetterNumber => '\uA6E6',
        UnicodeCategory.OtherNumber => '\uA830',
        UnicodeCategory.DashPunctuation => '\u2E1A',
        UnicodeCategory.OpenPunctuation => '\u2E28',
        UnicodeCategory.ClosePunctuation => '\u2E29',
        UnicodeCategory.InitialQuotePunctuation => '\u2E20',
        UnicodeCategory.FinalQuotePunctuation => '\u2E21',
        UnicodeCategory.ConnectorPunctuation => '\uFE4D',
        UnicodeCategory.OtherPunctuation => '\uA4FE',
        UnicodeCategory.MathSymbol => '\u2A00',
        UnicodeCategory.CurrencySymbol => '\uA838',
        UnicodeCategory.ModifierSymbol => '\uA700',
        UnicodeCategory.OtherSymbol => '\uA490',
        UnicodeCategory.Format => '\uFFF9',
        UnicodeCategory.PrivateUse => '\uF8FF',
        _ => '\u0378',
    };
}
