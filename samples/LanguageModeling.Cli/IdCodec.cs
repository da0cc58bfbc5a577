using System.Globalization;
using System.Text;

namespace LanguageModeling.Cli;

/// <summary>Token ids as text: numbers with spaces between them. For models that have no tokenizer, and for tokens made elsewhere.</summary>
internal sealed class IdCodec(int vocabularySize) : ITextCodec
{
    public int VocabularySize => vocabularySize;

    public SpecialTokens SpecialTokens => SpecialTokens.None;

    public IReadOnlyList<TextToken> Encode(string text)
    {
        List<TextToken> tokens = [];
        for (int start = 0; start < text.Length;)
        {
            if (char.IsWhiteSpace(text[start]))
            {
                start++;
                continue;
            }

            int end = start;
            while (end < text.Length && !char.IsWhiteSpace(text[end]))
            {
                end++;
            }

            if (!int.TryParse(text.AsSpan(start, end - start), NumberStyles.None, CultureInfo.InvariantCulture, out int id) || id >= vocabularySize)
            {
                throw new InvalidDataException(
                    $"\"{text[start..end]}\" is no token id of the model. With --ids, a line holds numbers from 0 to {vocabularySize - 1} with spaces between them.");
            }

            tokens.Add(new TextToken(id, start, end - start));
            start = end;
        }

        return tokens;
    }

    public string Decode(ReadOnlySpan<int> ids)
    {
        var text = new StringBuilder();
        foreach (int id in ids)
        {
            text.Append(CultureInfo.InvariantCulture, $"{id} ");
        }

        return text.ToString();
    }

    public string GetToken(int id) => id.ToString(CultureInfo.InvariantCulture);
}
