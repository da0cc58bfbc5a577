using System.Text;

namespace LanguageModeling.Tokenizers;

/// <summary>Reads the normalizers of tokenizer.json.</summary>
internal static class NormalizationReader
{
    private static readonly string[] Known =
    [
        "BertNormalizer", "ByteLevel", "Lowercase", "NFC", "NFD", "NFKC", "NFKD", "Nmt", "Precompiled", "Prepend", "Replace", "Sequence", "Strip", "StripAccents",
    ];

    /// <summary>Reads a normalizer, or null for none.</summary>
    public static NormalizationStep? Read(JsonPart part)
    {
        if (part.IsNull)
        {
            return null;
        }

        string type = part.GetTypeName();
        return type switch
        {
            "BertNormalizer" => new BertNormalization(
                part["clean_text"].GetBoolean(true),
                part["handle_chinese_chars"].GetBoolean(true),
                part["strip_accents"].IsNull ? null : part["strip_accents"].GetBoolean(),
                part["lowercase"].GetBoolean(true)),
            "ByteLevel" => new ByteLevelNormalization(),
            "Lowercase" => new LowercaseNormalization(),
            "NFC" => new UnicodeNormalization(NormalizationForm.FormC),
            "NFD" => new UnicodeNormalization(NormalizationForm.FormD),
            "NFKC" => new UnicodeNormalization(NormalizationForm.FormKC),
            "NFKD" => new UnicodeNormalization(NormalizationForm.FormKD),
            "Nmt" => new NmtNormalization(),
            "Precompiled" => new PrecompiledNormalization(ReadBase64(part["precompiled_charsmap"]), part.Place),
            "Prepend" => new PrependNormalization(part["prepend"].GetString()),
            "Replace" => new ReplaceNormalization(TextReplacement.Read(part)),
            "Sequence" => new SequenceNormalization([.. part["normalizers"].GetItems().Select(item => Read(item) ?? throw item.Unexpected("a normalizer"))]),
            "Strip" => new StripNormalization(part["strip_left"].GetBoolean(), part["strip_right"].GetBoolean()),
            "StripAccents" => new StripAccentsNormalization(),
            _ => throw part.Unknown("normalizer", type, Known),
        };
    }

    private static byte[] ReadBase64(JsonPart part)
    {
        try
        {
            return Convert.FromBase64String(part.GetString());
        }
        catch (FormatException)
        {
            throw part.Unexpected("base64");
        }
    }
}
