using System.Buffers;
using LanguageModeling.Tokens;
using Microsoft.ML.Tokenizers;

namespace LanguageModeling;

/// <summary>A tokenizer of Microsoft.ML.Tokenizers made from a vocabulary and the rule that splits text into its tokens.</summary>
/// <remarks>Immutable and safe for use by many threads at once. Pipelines that use it can be saved.</remarks>
public sealed class VocabularyTokenizer : Tokenizer, ISavable<VocabularyTokenizer>
{
    /// <summary>Wraps a codec.</summary>
    /// <param name="codec">Encodes and decodes.</param>
    public VocabularyTokenizer(VocabularyCodec codec)
    {
        ArgumentNullException.ThrowIfNull(codec);
        Codec = codec;
    }

    /// <summary>Encodes and decodes.</summary>
    public VocabularyCodec Codec { get; }

    /// <inheritdoc/>
    public static VocabularyTokenizer Load(Stream stream) => new(VocabularyCodec.Load(stream));

    /// <inheritdoc/>
    public void Save(Stream stream) => Codec.Save(stream);

    /// <inheritdoc/>
    public override string Decode(IEnumerable<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return Codec.Decode(ids.ToArray());
    }

    /// <inheritdoc/>
    public override OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return PartialDecoding.Decode([.. ids], Codec.Decode, destination, out idsConsumed, out charsWritten);
    }

    /// <inheritdoc/>
    protected override EncodeResults<EncodedToken> EncodeToTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        string source = text ?? textSpan.ToString();
        IReadOnlyList<TextToken> tokens = Codec.Encode(source);
        var encoded = new EncodedToken[Math.Min(tokens.Count, Math.Max(0, settings.MaxTokenCount))];
        for (int i = 0; i < encoded.Length; i++)
        {
            (int id, int start, int length) = tokens[i];
            encoded[i] = new EncodedToken(id, source.Substring(start, length), new Range(start, start + length));
        }

        return new EncodeResults<EncodedToken>
        {
            Tokens = encoded,
            CharsConsumed = encoded.Length == tokens.Count ? source.Length : encoded.Length == 0 ? 0 : encoded[^1].Offset.End.Value,
        };
    }
}
