using System.Text;

namespace Microsoft.ML.Transforms.Text;

/// <summary>Mirrors the rules of text normalization, one UTF-16 unit at a time.</summary>
internal sealed record TextNormalizer(TextNormalizingEstimator.CaseMode CaseMode, bool KeepDiacritics, bool KeepPunctuations, bool KeepNumbers)
{
    public ReadOnlyMemory<char> Normalize(ReadOnlyMemory<char> text)
    {
        var result = new StringBuilder(text.Length);
        foreach (char c in text.Span)
        {
            bool dropped = (!KeepPunctuations && char.IsPunctuation(c)) || (!KeepNumbers && char.IsNumber(c)) || (!KeepDiacritics && IsCombining(c));
            if (!dropped)
            {
                result.Append(Cased(KeepDiacritics ? c : Base(c)));
            }
        }

        return result.Equals(text.Span) ? text : result.ToString().AsMemory();
    }

    private char Cased(char c) => CaseMode switch
    {
        TextNormalizingEstimator.CaseMode.Lower => char.ToLowerInvariant(c),
        TextNormalizingEstimator.CaseMode.Upper => char.ToUpperInvariant(c),
        _ => c,
    };

    /// <summary>The letter under the marks of a Latin, Greek or Cyrillic letter.</summary>
    private static char Base(char c)
        => c is (>= '\u00C0' and <= '\u0233') or (>= '\u0386' and <= '\u03D4') or (>= '\u0400' and <= '\u04F9')
            ? c.ToString().Normalize(NormalizationForm.FormD)[0]
            : c;

    /// <summary>The marks that the real one drops: the general ones, Hebrew points and Arabic vowels.</summary>
    private static bool IsCombining(char c) => c
        is (>= '\u0300' and <= '\u036F')
        or (>= '\u0591' and <= '\u05BD') or '\u05C1' or '\u05C2' or '\u05C4' or '\u05C5' or '\u05C7'
        or (>= '\u0610' and <= '\u0615') or (>= '\u064C' and <= '\u065E') or '\u0670';
}
