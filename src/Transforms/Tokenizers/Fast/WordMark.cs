namespace LanguageModeling.Tokenizers;

/// <summary>SentencePiece's mark of a space, U+2581, which begins a word.</summary>
internal static class WordMark
{
    public const char Unit = '\u2581';

    /// <summary>Where the word ends that begins at a place: before the next run of marks.</summary>
    public static int EndOfWord(ReadOnlySpan<char> text, int start)
    {
        int marks = text[start..].IndexOfAnyExcept(Unit);
        int length = marks < 0 ? -1 : text[(start + marks)..].IndexOf(Unit);
        return length < 0 ? text.Length : start + marks + length;
    }

    /// <summary>Whether a word ends within a piece.</summary>
    public static bool IsWithin(string piece) => EndOfWord(piece, 0) < piece.Length;
}
