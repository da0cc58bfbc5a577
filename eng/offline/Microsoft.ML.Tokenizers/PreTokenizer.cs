using System.Text.RegularExpressions;

namespace Microsoft.ML.Tokenizers;

/// <summary>Splits text into the pieces that are encoded one by one.</summary>
public abstract class PreTokenizer
{
    private static PreTokenizer? s_wordOrPunctuation;
    private static PreTokenizer? s_wordOrNonWord;
    private static PreTokenizer? s_whiteSpace;

    public abstract IEnumerable<(int Offset, int Length)> PreTokenize(string text);

    public abstract IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text);

    public static PreTokenizer CreateWordOrPunctuation(IReadOnlyDictionary<string, int>? specialTokens = null)
        => Create(ref s_wordOrPunctuation, @"\w+|[\p{P}]", specialTokens);

    public static PreTokenizer CreateWordOrNonWord(IReadOnlyDictionary<string, int>? specialTokens = null)
        => Create(ref s_wordOrNonWord, @"\w+|[^\w\s]+", specialTokens);

    public static PreTokenizer CreateWhiteSpace(IReadOnlyDictionary<string, int>? specialTokens = null)
        => Create(ref s_whiteSpace, @"\S+", specialTokens);

    internal static Regex NewRegex(string pattern) => new(pattern, RegexOptions.Compiled, TimeSpan.FromSeconds(30));

    private static PreTokenizer Create(ref PreTokenizer? shared, string pattern, IReadOnlyDictionary<string, int>? specialTokens)
        => specialTokens is null
            ? shared ??= new RegexPreTokenizer(NewRegex(pattern), null)
            : new RegexPreTokenizer(NewRegex(pattern), specialTokens);
}
