using System.Text;

namespace LanguageModeling.Tokenizers;

/// <summary>Finds which characters of a word its tokens stand for, in order: those of which they have a byte.</summary>
/// <param name="word">The word.</param>
/// <param name="start">Where it begins in the source text.</param>
internal ref struct WordParts(ReadOnlySpan<char> word, int start)
{
    private readonly ReadOnlySpan<char> _word = word;
    private readonly bool _isAscii = Ascii.IsValid(word);
    private int _at;   // the character in which the next token begins
    private int _used; // how many of its bytes tokens before have

    /// <summary>The part of the source text of the next token.</summary>
    /// <param name="bytes">How many bytes it has.</param>
    public (int Start, int Length) Next(int bytes)
    {
        int first = _at, end = first + bytes;
        if (_isAscii)
        {
            _at = end;
            return (start + first, bytes);
        }

        for (bytes += _used; bytes > 0;)
        {
            Rune.DecodeFromUtf16(_word[_at..], out Rune rune, out int units); // U+FFFD for half a pair
            end = _at + units;
            _used = bytes < rune.Utf8SequenceLength ? bytes : 0;
            bytes -= rune.Utf8SequenceLength;
            _at = _used > 0 ? _at : end;
        }

        return (start + first, end - first);
    }
}
