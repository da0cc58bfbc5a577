using System.Runtime.InteropServices;

namespace LanguageModeling.Generation;

/// <summary>
/// Decodes token by token with any codec: each time, all tokens of a window are decoded together, so that the codec joins them as it does
/// in a whole text (spaces between words, quotes that open and close, characters made of several tokens). Gives out whole characters only.
/// </summary>
/// <remarks>
/// The pieces equal the decoding of the whole, less the prompt, for every codec that, given more tokens, only adds text, incomplete
/// characters apart; beyond <see cref="LongestWindow"/> tokens, if no text depends on tokens further back than half of that.
/// </remarks>
internal sealed class IncrementalDecoder
{
    /// <summary>Most tokens that are decoded together.</summary>
    public const int LongestWindow = 512;

    // A UTF-8 character has at most 4 bytes, so at most 3 bytes, and 3 replacement characters, can wait for the rest.
    private const int LongestIncomplete = 3;

    private readonly ITextCodec _codec;
    private readonly List<int> _window;
    private string _text; // of the window
    private int _given; // how much of it has been given out, or was the prompt's
    private int _waiting; // tokens since the text of those before them changed

    public IncrementalDecoder(ITextCodec codec, ReadOnlySpan<int> prompt)
    {
        _codec = codec;
        _window = [.. prompt];
        _text = Shorten();
        EndsInSpace = _text.Length > 0 && char.IsWhiteSpace(_text[^1]);
        _given = _text.Length;
    }

    /// <summary>Whether the prompt, as the codec decodes it, ends in white space.</summary>
    public bool EndsInSpace { get; }

    /// <summary>Adds a token.</summary>
    /// <returns>The text that is now complete; may be empty.</returns>
    public string Add(int token)
    {
        _window.Add(token);
        string text = Decode();
        int held = IncompleteLength(text);
        int same = text.AsSpan().CommonPrefixLength(_text.AsSpan(0, _given));
        if (same < _given && held > 0 && _waiting < LongestIncomplete)
        {
            _waiting++; // Llama's tokenizers show all characters of a run of bytes as U+FFFD until the last one is whole
            return "";
        }

        _given = same;
        _waiting = 0;
        string piece = text.Length - held > _given ? text[_given..^held] : "";
        _given += piece.Length;
        _text = text;
        if (_window.Count > LongestWindow)
        {
            int waiting = text.Length - _given;
            _text = Shorten();
            _given = Math.Max(0, _text.Length - waiting);
        }

        return piece;
    }

    /// <summary>Ends the text.</summary>
    /// <returns>What was held back: a character that stayed incomplete.</returns>
    public string Finish()
    {
        string rest = _text[_given..] + _codec.Decode(CollectionsMarshal.AsSpan(_window)[^_waiting..]);
        _waiting = 0;
        _given = _text.Length;
        return rest;
    }

    /// <summary>Forgets all but the newest tokens, from the beginning of a character on.</summary>
    /// <returns>The text of the window.</returns>
    private string Shorten()
    {
        int dropped = Math.Max(0, _window.Count - (LongestWindow / 2));
        _window.RemoveRange(0, dropped);
        string text = Decode();
        for (int i = 0; i < LongestIncomplete && dropped > 0 && text.StartsWith('\uFFFD'); i++)
        {
            _window.RemoveAt(0);
            text = Decode();
        }

        return text;
    }

    private string Decode() => _codec.Decode(CollectionsMarshal.AsSpan(_window));

    private static int IncompleteLength(string text)
    {
        int length = 0;
        while (length < Math.Min(LongestIncomplete, text.Length) && text[text.Length - 1 - length] == '\uFFFD')
        {
            length++;
        }

        return length == 0 && text.Length > 0 && char.IsHighSurrogate(text[^1]) ? 1 : length;
    }
}
