using System.Text.RegularExpressions;

namespace Microsoft.ML.Tokenizers;

/// <summary>Splits as GPT-2 and RoBERTa do (Radford et al. 2019).</summary>
public sealed class RobertaPreTokenizer : PreTokenizer
{
    internal static readonly Regex Pattern = NewRegex(@"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+");

    private static readonly RegexPreTokenizer s_splitter = new(Pattern, null);

    public RobertaPreTokenizer()
    {
    }

    public static RobertaPreTokenizer Instance { get; } = new();

    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text) => s_splitter.PreTokenize(text);

    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text) => s_splitter.PreTokenize(text);
}
