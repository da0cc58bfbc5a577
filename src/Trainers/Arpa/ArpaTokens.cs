using System.Text;

namespace LanguageModeling.Arpa;

/// <summary>The words of a model as the bytes that ARPA files hold.</summary>
internal sealed class ArpaTokens
{
    /// <summary>Bytes behind the last word, so that whole steps can be copied.</summary>
    public const int Margin = 16;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly int[] _starts; // [V + 1]
    private readonly byte[] _bytes;

    /// <summary>Encodes.</summary>
    /// <exception cref="NotSupportedException">A token holds a character that separates tokens in ARPA files.</exception>
    public ArpaTokens(Vocabulary vocabulary)
    {
        Padding = vocabulary.SpecialTokens.Padding;
        _starts = new int[vocabulary.Count + 1];
        long total = Margin;
        for (int id = 0; id < vocabulary.Count; id++)
        {
            total += Utf8.GetByteCount(vocabulary[id]);
        }

        _bytes = new byte[checked((int)total)];
        for (int id = 0; id < vocabulary.Count; id++)
        {
            Refuse(vocabulary[id], id);
            _starts[id + 1] = _starts[id] + Utf8.GetBytes(vocabulary[id], _bytes.AsSpan(_starts[id]));
        }
    }

    /// <summary>The word that is left out of the file.</summary>
    public int? Padding { get; }

    /// <summary>Length of a word.</summary>
    public int Length(int word) => _starts[word + 1] - _starts[word];

    /// <summary>Copies a word; up to <see cref="Margin"/> - 1 bytes after it change too.</summary>
    /// <returns>Its length.</returns>
    public int CopyTo(int word, Span<byte> destination)
    {
        int start = _starts[word];
        int length = _starts[word + 1] - start;
        if (length <= Margin)
        {
            _bytes.AsSpan(start, Margin).CopyTo(destination); // a fixed length is one move
        }
        else
        {
            _bytes.AsSpan(start, length).CopyTo(destination);
        }

        return length;
    }

    private static void Refuse(string token, int id)
    {
        int separator = token.AsSpan().IndexOfAny("\0\t\n\r ");
        if (separator >= 0)
        {
            throw new NotSupportedException(
                $"Token {id} holds the character U+{(int)token[separator]:X4}, which separates tokens in ARPA files. "
                + "Save the model in this library's own format, or train with tokens that hold no white space.");
        }
    }
}
