using System.Text;
using Microsoft.ML.Tokenizers;

namespace LanguageModeling.Tokens;

/// <summary>What each token of a tokenizer adds to a text, as bytes, found by decoding it after another token. Safe for use by many threads at once.</summary>
/// <param name="tokenizer">Decodes.</param>
/// <param name="vocabularySize">Number of tokens.</param>
internal sealed class TokenBytes(Tokenizer tokenizer, int vocabularySize)
{
    private const char Incomplete = '\uFFFD';

    // A token with a letter for its text: a space before the next token is then seen.
    private readonly Lazy<(int Id, string Text)?> _anchor = new(() => FindAnchor(tokenizer, vocabularySize));

    /// <summary>The bytes that a token adds; null when they cannot be told apart from those around. Empty for a part of a character.</summary>
    /// <param name="id">In [0, V).</param>
    /// <param name="isFirst">Whether no text stands before it.</param>
    public ReadOnlyMemory<byte>? Find(int id, bool isFirst)
    {
        if (tokenizer is PipelineTokenizer pipeline)
        {
            if (!pipeline.AddsTextTokenByToken)
            {
                return null;
            }

            if (pipeline.FindBytes(id) is { } exact)
            {
                return exact;
            }
        }

        if (isFirst)
        {
            return Encode(Decode(id));
        }

        if (_anchor.Value is not { } anchor)
        {
            return null;
        }

        string text = Decode(anchor.Id, id);
        return text.StartsWith(anchor.Text, StringComparison.Ordinal) ? Encode(text[anchor.Text.Length..]) : ReadOnlyMemory<byte>.Empty;
    }

    private static (int Id, string Text)? FindAnchor(Tokenizer tokenizer, int vocabularySize)
    {
        for (int id = 0; id < vocabularySize; id++)
        {
            string text = tokenizer.Decode([id]) ?? "";
            if (text.Length > 0 && text.All(char.IsAsciiLetter))
            {
                return (id, text);
            }
        }

        return null;
    }

    private static ReadOnlyMemory<byte> Encode(string text)
        => text.Contains(Incomplete, StringComparison.Ordinal) ? ReadOnlyMemory<byte>.Empty : Encoding.UTF8.GetBytes(text);

    private string Decode(params int[] ids) => tokenizer.Decode(ids) ?? "";
}
