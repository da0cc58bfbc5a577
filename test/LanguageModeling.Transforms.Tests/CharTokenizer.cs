using System.Buffers;
using Microsoft.ML.Tokenizers;

namespace LanguageModeling.Tests;

/// <summary>A user's own tokenizer that cannot be saved and does not tell its size: each UTF-16 code unit is a token.</summary>
internal sealed class CharTokenizer : Tokenizer
{
    public override OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten)
    {
        char[] text = [.. ids.Select(id => (char)id)];
        idsConsumed = charsWritten = Math.Min(text.Length, destination.Length);
        text.AsSpan(0, charsWritten).CopyTo(destination);
        return charsWritten == text.Length ? OperationStatus.Done : OperationStatus.DestinationTooSmall;
    }

    protected override EncodeResults<EncodedToken> EncodeToTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        string source = text ?? textSpan.ToString();
        EncodedToken[] tokens = [.. source.Take(settings.MaxTokenCount).Select((c, i) => new EncodedToken(c, c.ToString(), new Range(i, i + 1)))];
        return new EncodeResults<EncodedToken> { Tokens = tokens, CharsConsumed = tokens.Length };
    }
}
