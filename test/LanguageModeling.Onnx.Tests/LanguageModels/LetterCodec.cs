namespace LanguageModeling.Tests.LanguageModels;

/// <summary>One token a character, from the space.</summary>
internal sealed class LetterCodec(int size) : ITextCodec
{
    public int VocabularySize => size;

    public SpecialTokens SpecialTokens => SpecialTokens.None;

    /// <summary>A model with such a codec.</summary>
    public static TextLanguageModel For(ILanguageModel model) => new(model, new LetterCodec(model.VocabularySize));

    public IReadOnlyList<TextToken> Encode(string text) => [.. text.Select((letter, i) => new TextToken(letter - ' ', i, 1))];

    public string Decode(ReadOnlySpan<int> ids)
    {
        string text = "";
        foreach (int id in ids)
        {
            text += (char)(id + ' ');
        }

        return text;
    }

    public string GetToken(int id) => ((char)(id + ' ')).ToString();
}
