namespace LanguageModeling;

/// <summary>
/// Decodes ids one by one, as a model generates them. What it gives is never half a character: bytes wait until their character is whole.
/// Get one from <see cref="PipelineTokenizer.CreateStreamingDecoder"/>; for one text and one thread.
/// </summary>
public sealed class StreamingDecoder
{
    // A character has at most 4 bytes, so what waits longer is no character to be: ids without text, or bytes of no character.
    private const int LongestWait = 64;
    private const int ShortestWait = 8;

    private readonly PipelineTokenizer _tokenizer;
    private readonly bool _skipSpecialTokens;
    private readonly List<int> _ids = [];
    private int _given;      // ids whose text was given
    private string _before = "";   // text of those ids

    internal StreamingDecoder(PipelineTokenizer tokenizer, bool skipSpecialTokens)
    {
        _tokenizer = tokenizer;
        _skipSpecialTokens = skipSpecialTokens;
    }

    /// <summary>Takes the next id.</summary>
    /// <param name="id">Id; one outside the vocabulary gives nothing.</param>
    /// <returns>The text that is certain now and was not before; often empty.</returns>
    public string Append(int id)
    {
        _ids.Add(id);
        string text = Decode();
        return text.Length > _before.Length && !text.EndsWith('\uFFFD') ? Give(text)
            : _ids.Count - _given > LongestWait ? Shorten(text)
            : "";
    }

    /// <summary>Ends the text.</summary>
    /// <returns>What was waiting; a character whose bytes are not all there is U+FFFD.</returns>
    public string Complete()
    {
        string rest = Decode() is { } text && text.Length > _before.Length ? text[_before.Length..] : "";
        _ids.Clear();
        _given = 0;
        _before = "";
        return rest;
    }

    private string Decode() => _tokenizer.Decode(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_ids), _skipSpecialTokens);

    // All but the last ids that wait go, with their text.
    private string Shorten(string text)
    {
        _ids.RemoveRange(_given, _ids.Count - _given - ShortestWait);
        int waiting = Math.Max(0, Decode().Length - _before.Length);
        return text.Length - waiting > _before.Length ? text[_before.Length..^waiting] : "";
    }

    // Ids that were given before the last ones are forgotten: spaces depend on the neighbours only.
    private string Give(string text)
    {
        string given = text[_before.Length..];
        _ids.RemoveRange(0, _given);
        _given = _ids.Count;
        _before = Decode();
        return given;
    }
}
