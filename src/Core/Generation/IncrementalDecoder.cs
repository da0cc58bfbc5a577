using System.Runtime.InteropServices;

namespace LanguageModeling.Generation;

/// <summary>
/// Decodes token by token with any codec. Each time, the newest tokens are decoded behind the few before them, so that a codec can join
/// them as it does in a whole text (spaces between words, characters made of several tokens). Gives out whole characters only.
/// </summary>
/// <remarks>
/// The pieces equal the decoding of the whole, less the prompt, for every codec in which a token's text depends on the tokens next to
/// it and more tokens only add text, incomplete characters apart.
/// </remarks>
internal sealed class IncrementalDecoder
{
    // A UTF-8 character has at most 4 bytes, so at most 3 bytes, and 3 replacement characters, can wait for the rest.
    private const int LongestIncomplete = 3;

    private readonly ITextCodec _codec;
    private readonly List<int> _window; // tokens decoded together
    private int _context; // how many of them, from the first, are there as context only
    private int _given; // how much of the window's text has been given out, or was the prompt's

    public IncrementalDecoder(ITextCodec codec, ReadOnlySpan<int> prompt)
    {
        _codec = codec;
        _window = [.. prompt];
        _context = prompt.Length;
        PromptText = codec.Decode(prompt);
        _given = PromptText.Length;
    }

    /// <summary>The prompt as the codec decodes it.</summary>
    public string PromptText { get; }

    /// <summary>Adds a token.</summary>
    /// <returns>The text that is now complete; may be empty.</returns>
    public string Add(int token)
    {
        _window.Add(token);
        string text = Decode();
        int complete = text.Length - IncompleteLength(text);
        if (complete <= _given)
        {
            return "";
        }

        string piece = text[_given..complete];
        _given = complete;
        if (complete == text.Length)
        {
            _window.RemoveRange(0, _context);
            _context = _window.Count;
            _given = Decode().Length;
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
