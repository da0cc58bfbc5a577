namespace LanguageModeling.Tokenizers;

/// <summary>Words that begin with a mark.</summary>
internal sealed class SentencePieceWords : IPieceFinder
{
    public void Find(ReadOnlySpan<char> text, List<(int Id, int Start, int End)> pieces)
    {
        for (int start = 0, end; start < text.Length; start = end)
        {
            int next = text[(start + 1)..].IndexOf(WordMark.Unit);
            end = next < 0 ? text.Length : start + 1 + next;
            pieces.Add((-1, start, end));
        }
    }
}

/// <summary>Characters, and symbols of the user.</summary>
internal sealed class SentencePieceCharacters(UserSymbols symbols) : IPieceFinder
{
    public void Find(ReadOnlySpan<char> text, List<(int Id, int Start, int End)> pieces)
    {
        for (int start = 0, end; start < text.Length; start = end)
        {
            int symbol = symbols.Match(text[start..]);
            end = start + (symbol > 0 ? symbol : char.IsHighSurrogate(text[start]) ? 2 : 1);
            pieces.Add((-1, start, end));
        }
    }
}
