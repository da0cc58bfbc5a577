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
    private int _given; // how much of the window's text has been given out, or was the prompt's

    public IncrementalDecoder(ITextCodec codec, ReadOnlySpan<int> prompt)
    {
        _codec = codec;
        _window = [.. prompt[Math.Max(0, prompt.Length - (LongestWindow / 2))..]];
        string text = Decode();
        EndsInSpace = text.Length > 0 && char.IsWhiteSpace(text[^1]);
        _given = text.Length;
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
        string piece = text.Length - held > _given ? text[_given..^held] : "";
        _given += piece.Length;
        if (_window.Count > LongestWindow)
        {
            int waiting = text.Length - _given;
            _window.RemoveRange(0, _window.Count - (LongestWindow / 2));
            _given = Decode().Length - waiting;
        }

        return piece;
    }

    /// <summary>Ends the text.</summary>
    /// <returns>What was held back: a character that stayed incomplete.</returns>
    public string Finish()
    {
        string text = Decode();
        string rest = text.Length > _given ? text[_given..] : "";
        _given = text.Length;
        return rest;
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
