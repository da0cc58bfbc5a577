namespace LanguageModeling.Tokenizers;

/// <summary>Reads the pre-tokenizers of tokenizer.json.</summary>
internal static class SplittingReader
{
    private static readonly string[] Known =
    [
        "BertPreTokenizer", "ByteLevel", "CharDelimiterSplit", "Digits", "FixedLength", "Metaspace", "Punctuation", "Sequence", "Split", "UnicodeScripts",
        "Whitespace", "WhitespaceSplit",
    ];

    /// <summary>Reads a pre-tokenizer, or null for none.</summary>
    public static SplittingStep? Read(JsonPart part)
    {
        if (part.IsNull)
        {
            return null;
        }

        string type = part.GetTypeName();
        return type switch
        {
            "BertPreTokenizer" => new BertSplitting(),
            "ByteLevel" => new ByteLevelSplitting(
                part["add_prefix_space"].GetBoolean(), part["trim_offsets"].GetBoolean(true), part["use_regex"].GetBoolean(true)),
            "CharDelimiterSplit" => new DelimiterSplitting(part["delimiter"].GetCharacter()),
            "Digits" => new DigitsSplitting(part["individual_digits"].GetBoolean()),
            "FixedLength" => new FixedLengthSplitting(part["length"].IsNull ? 5 : part["length"].GetInt32(1)),
            "Metaspace" => MetaspaceSplitting.Read(part),
            "Punctuation" => new PunctuationSplitting(part["behavior"].IsNull ? SplitBehavior.Isolated : ReadBehavior(part["behavior"])),
            "Sequence" => new SequenceSplitting([.. part["pretokenizers"].GetItems().Select(item => Read(item) ?? throw item.Unexpected("a pre-tokenizer"))]),
            "Split" => new PatternSplitting(PatternReader.Read(part["pattern"]), ReadBehavior(part["behavior"]), part["invert"].GetBoolean()),
            "UnicodeScripts" => new ScriptSplitting(),
            "Whitespace" => new WordSplitting(),
            "WhitespaceSplit" => new WhiteSpaceSplitting(),
            _ => throw part.Unknown("pre-tokenizer", type, Known),
        };
    }

    private static SplitBehavior ReadBehavior(JsonPart part)
        => Enum.TryParse(part.GetString(), ignoreCase: false, out SplitBehavior behavior) && Enum.IsDefined(behavior) && !char.IsDigit(part.GetString()[0])
            ? behavior
            : throw part.Unexpected(string.Join(", ", Enum.GetNames<SplitBehavior>()));
}
