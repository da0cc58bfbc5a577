using System.Text;

namespace LanguageModeling.Tests.Generation;

/// <summary>One token a byte of UTF-8, ids 0 to 255; 256 ends a sequence.</summary>
internal sealed class ByteCodec : ITextCodec
{
    public const int End = 256;

    public int VocabularySize => 257;

    public SpecialTokens SpecialTokens { get; } = new() { EndOfSequence = End };

    public IReadOnlyList<TextToken> Encode(string text) => [.. Encoding.UTF8.GetBytes(text).Select(b => new TextToken(b, 0, 0))];

    public string Decode(ReadOnlySpan<int> ids)
    {
        List<byte> bytes = [];
        foreach (int id in ids)
        {
            if (id != End)
            {
                bytes.Add((byte)id);
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    public string GetToken(int id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>One token a byte, as Llama's tokenizers decode them: a run of bytes is text, or a U+FFFD for each of them.</summary>
internal sealed class ByteRunCodec : ITextCodec
{
    public int VocabularySize => 256;

    public SpecialTokens SpecialTokens => SpecialTokens.None;

    public IReadOnlyList<TextToken> Encode(string text) => [.. Encoding.UTF8.GetBytes(text).Select(b => new TextToken(b, 0, 0))];

    public string Decode(ReadOnlySpan<int> ids)
    {
        byte[] bytes = [.. ids.ToArray().Select(id => (byte)id)];
        return System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : new string('\uFFFD', bytes.Length);
    }

    public string GetToken(int id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Given tokens, joined by spaces, except before a comma and a full stop.</summary>
internal sealed class WordCodec(params string[] words) : ITextCodec
{
    public int VocabularySize => words.Length;

    public SpecialTokens SpecialTokens { get; init; } = SpecialTokens.None;

    public IReadOnlyList<TextToken> Encode(string text)
        => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => new TextToken(Array.IndexOf(words, word), 0, word.Length))];

    public string Decode(ReadOnlySpan<int> ids)
    {
        StringBuilder text = new();
        foreach (int id in ids)
        {
            if (id == SpecialTokens.BeginningOfSequence || id == SpecialTokens.EndOfSequence)
            {
                continue;
            }

            text.Append(text.Length == 0 || words[id] is "," or "." ? "" : " ").Append(words[id]);
        }

        return text.ToString();
    }

    public string GetToken(int id) => words[id];
}

/// <summary>Tokens of any text, put side by side: a piece may hold several characters, or a part of one (a UTF-16 half).</summary>
internal sealed class PieceCodec(params string[] pieces) : ITextCodec
{
    public int VocabularySize => pieces.Length;

    public SpecialTokens SpecialTokens => SpecialTokens.None;

    public IReadOnlyList<TextToken> Encode(string text) => [];

    public string Decode(ReadOnlySpan<int> ids) => string.Concat(ids.ToArray().Select(id => pieces[id]));

    public string GetToken(int id) => pieces[id];
}
