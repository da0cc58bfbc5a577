using System.Text;

namespace LanguageModeling;

/// <summary>Settings for preparing text for word-level models; by default nothing is changed. Immutable; copy with <c>with</c>.</summary>
public sealed record TextPreparationOptions
{
    /// <summary>The Unicode form to bring text to, such as NFC or NFKC. Default null: as it is. Half a surrogate pair becomes U+FFFD then.</summary>
    public NormalizationForm? Normalization { get; init; }

    /// <summary>Whether text is put in lower case, by rules that depend on no culture. Default false.</summary>
    public bool Lowercase { get; init; }

    /// <summary>
    /// What stands for each number, such as <c>&lt;num&gt;</c>; for <see cref="TextSplitter.Words"/> <c>_num_</c>, which it does not split. Default
    /// null: numbers stay. A number is a run of decimal digits, with commas, points or colons between digits, that is no part of a word (GPT4).
    /// </summary>
    public string? NumberToken { get; init; }

    /// <summary>What stands for each URL, such as <c>&lt;url&gt;</c>: what begins with http://, https://, ftp:// or www. Default null: URLs stay.</summary>
    public string? UrlToken { get; init; }

    /// <summary>What stands for each e-mail address, such as <c>&lt;email&gt;</c>. Default null: addresses stay.</summary>
    public string? EmailToken { get; init; }

    internal void Validate()
    {
        foreach ((string? token, string name) in ((string?, string)[])[(NumberToken, nameof(NumberToken)), (UrlToken, nameof(UrlToken)), (EmailToken, nameof(EmailToken))])
        {
            if (token is not null && (token.Length == 0 || token.Any(char.IsWhiteSpace)))
            {
                throw new ArgumentException($"{name} is \"{token}\". Give a word without white space, or null to leave this class of text as it is.", name);
            }
        }

        if (Normalization is { } form && !Enum.IsDefined(form))
        {
            throw new ArgumentOutOfRangeException(nameof(Normalization), form, "Normalization must be FormC, FormD, FormKC, FormKD or null.");
        }
    }
}
