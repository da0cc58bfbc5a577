namespace LanguageModeling.Tokenizers;

/// <summary>Reads the decoders of tokenizer.json.</summary>
internal static class DecodingReader
{
    private static readonly string[] Known =
    [
        "BPEDecoder", "ByteFallback", "ByteLevel", "CTC", "Fuse", "Metaspace", "Replace", "Sequence", "Strip", "WordPiece",
    ];

    /// <summary>Reads a decoder, or null for none.</summary>
    public static DecodingStep? Read(JsonPart part)
    {
        if (part.IsNull)
        {
            return null;
        }

        string type = part.GetTypeName();
        return type switch
        {
            "BPEDecoder" => new SuffixDecoding(part["suffix"].GetString()),
            "ByteFallback" => new ByteFallbackDecoding(),
            "ByteLevel" => new ByteLevelDecoding(
                part["add_prefix_space"].GetBoolean(true), part["trim_offsets"].GetBoolean(true), part["use_regex"].GetBoolean(true)),
            "CTC" => new CtcDecoding(part["pad_token"].GetString(), part["word_delimiter_token"].GetString(), part["cleanup"].GetBoolean()),
            "Fuse" => new FuseDecoding(),
            "Metaspace" => new MetaspaceDecoding(MetaspaceSplitting.Read(part)),
            "Replace" => new ReplaceDecoding(TextReplacement.Read(part)),
            "Sequence" => new SequenceDecoding([.. part["decoders"].GetItems().Select(item => Read(item) ?? throw item.Unexpected("a decoder"))]),
            "Strip" => new StripDecoding(part["content"].GetCharacter(), part["start"].GetInt32(), part["stop"].GetInt32()),
            "WordPiece" => new WordPieceDecoding(part["prefix"].GetString(), part["cleanup"].GetBoolean()),
            _ => throw part.Unknown("decoder", type, Known),
        };
    }
}
