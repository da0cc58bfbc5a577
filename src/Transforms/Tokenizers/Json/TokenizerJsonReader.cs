using System.Text.Json;

namespace LanguageModeling.Tokenizers;

/// <summary>Reads tokenizer.json, the format of Hugging Face's tokenizers.</summary>
internal static class TokenizerJsonReader
{
    /// <summary>Reads a file.</summary>
    /// <param name="content">Its bytes.</param>
    /// <param name="source">Its name, for messages.</param>
    /// <exception cref="InvalidDataException">It is damaged or contradicts itself.</exception>
    /// <exception cref="NotSupportedException">It has a component that is not known.</exception>
    public static TokenizerPipeline Read(ReadOnlyMemory<byte> content, string source)
    {
        JsonPart root = JsonPart.Parse(content, source);
        if (root["version"].GetStringOrNull() is { } version && version != "1.0")
        {
            throw new NotSupportedException($"{source}: the format has version \"{version}\", but this library reads version 1.0. Use a newer library.");
        }

        return new TokenizerPipeline
        {
            Model = ModelReader.Read(root["model"]),
            Normalization = NormalizationReader.Read(root["normalizer"]),
            Splitting = SplittingReader.Read(root["pre_tokenizer"]),
            Processing = ProcessingReader.Read(root["post_processor"]),
            Decoding = DecodingReader.Read(root["decoder"]),
            AddedTokens = root["added_tokens"].IsNull ? [] : [.. root["added_tokens"].GetItems().Select(AddedToken.Read)],
            Truncation = ReadTruncation(root["truncation"]),
            Padding = ReadPadding(root["padding"]),
        };
    }

    private static TokenTruncation? ReadTruncation(JsonPart part) => part.IsNull ? null : new TokenTruncation
    {
        MaxLength = part["max_length"].GetInt32(1),
        Stride = part["stride"].IsNull ? 0 : part["stride"].GetInt32(),
        Side = ReadSide(part["direction"]),
        Strategy = part["strategy"].GetString() switch
        {
            "LongestFirst" => TokenTruncationStrategy.LongestFirst,
            "OnlyFirst" => TokenTruncationStrategy.OnlyFirst,
            "OnlySecond" => TokenTruncationStrategy.OnlySecond,
            _ => throw part["strategy"].Unexpected("\"LongestFirst\", \"OnlyFirst\" or \"OnlySecond\""),
        },
    };

    private static TokenPadding? ReadPadding(JsonPart part)
    {
        if (part.IsNull)
        {
            return null;
        }

        JsonPart strategy = part["strategy"];
        int? length = strategy.Value.ValueKind == JsonValueKind.Object ? strategy["Fixed"].GetInt32()
            : strategy.GetString() == "BatchLongest" ? null
            : throw strategy.Unexpected("\"BatchLongest\" or {\"Fixed\": …}");
        return new TokenPadding
        {
            Length = length,
            Side = ReadSide(part["direction"]),
            MultipleOf = part["pad_to_multiple_of"].GetInt32OrNull() is > 0 and int multiple ? multiple : null,
            Id = part["pad_id"].GetInt32(),
            TypeId = part["pad_type_id"].GetInt32(),
            Token = part["pad_token"].GetString(),
        };
    }

    private static TokenSide ReadSide(JsonPart part) => (part.GetStringOrNull() ?? "Right") switch
    {
        "Left" => TokenSide.Left,
        "Right" => TokenSide.Right,
        _ => throw part.Unexpected("\"Left\" or \"Right\""),
    };
}
