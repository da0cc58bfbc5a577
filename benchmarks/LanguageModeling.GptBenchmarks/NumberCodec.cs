using System.Globalization;

namespace LanguageModeling.Benchmarks;

/// <summary>Token ids as text: numbers with spaces between them, for models without a tokenizer.</summary>
internal sealed class NumberCodec(int vocabularySize) : ITextCodec
{
    public int VocabularySize => vocabularySize;

    public SpecialTokens SpecialTokens => SpecialTokens.None;

    public IReadOnlyList<TextToken> Encode(string text)
        => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(number => new TextToken(int.Parse(number, CultureInfo.InvariantCulture), 0, number.Length))];

    public string Decode(ReadOnlySpan<int> ids)
    {
        var text = new System.Text.StringBuilder();
        foreach (int id in ids)
        {
            text.Append(' ').Append(id);
        }

        return text.ToString();
    }

    public string GetToken(int id) => id.ToString(CultureInfo.InvariantCulture);
}
