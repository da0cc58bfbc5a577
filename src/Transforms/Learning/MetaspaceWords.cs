namespace LanguageModeling.Learning;

/// <summary>SentencePiece's words: spaces are spelled "▁", one stands before the text, and each begins a word.</summary>
internal sealed class MetaspaceWords : IWordSource
{
    /// <summary>What stands for a space.</summary>
    public const char Mark = '\u2581';

    private char[] _buffer = new char[256];

    public void Split(string text, WordSink sink)
    {
        if (text.Length == 0)
        {
            return;
        }

        if (_buffer.Length < text.Length + 1)
        {
            _buffer = new char[Math.Max(2 * _buffer.Length, text.Length + 1)];
        }

        int length = 0;
        if (text[0] is not (' ' or Mark))
        {
            _buffer[length++] = Mark;
        }

        text.AsSpan().Replace(_buffer.AsSpan(length), ' ', Mark);
        length += text.Length;
        ReadOnlySpan<char> rest = _buffer.AsSpan(0, length);
        while (!rest.IsEmpty)
        {
            int end = rest[1..].IndexOf(Mark) + 1;
            end = end == 0 ? rest.Length : end;
            sink(rest[..end]);
            rest = rest[end..];
        }
    }
}
