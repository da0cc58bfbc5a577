namespace LanguageModeling.Tokenizers;

/// <summary>Reads the models of tokenizer.json.</summary>
internal static class ModelReader
{
    private static readonly string[] Known = ["BPE", "Unigram", "WordLevel", "WordPiece"];

    public static TokenModel Read(JsonPart part)
    {
        if (part.IsNull)
        {
            throw part.Unexpected("a model");
        }

        string type = part["type"].GetStringOrNull() ?? GuessType(part);
        return type switch
        {
            "BPE" => ReadBpe(part),
            "Unigram" => ReadUnigram(part),
            "WordLevel" => new WordLevelModel(TokenTable.Read(part["vocab"]), part["unk_token"].GetString()),
            "WordPiece" => new WordPieceModel(
                TokenTable.Read(part["vocab"]),
                part["unk_token"].GetString(),
                part["continuing_subword_prefix"].GetString(),
                part["max_input_chars_per_word"].GetInt32()),
            _ => throw part.Unknown("model", type, Known),
        };
    }

    // Files of the first versions do not name the type.
    private static string GuessType(JsonPart part)
        => !part["merges"].IsNull ? "BPE"
            : !part["max_input_chars_per_word"].IsNull ? "WordPiece"
            : part["vocab"].Value.ValueKind == System.Text.Json.JsonValueKind.Array ? "Unigram"
            : "WordLevel";

    private static BpeModel ReadBpe(JsonPart part)
    {
        var settings = new BpeSettings
        {
            UnknownToken = part["unk_token"].GetStringOrNull(),
            ContinuingPrefix = part["continuing_subword_prefix"].GetStringOrNull() ?? "",
            EndOfWordSuffix = part["end_of_word_suffix"].GetStringOrNull() ?? "",
            FuseUnknown = part["fuse_unk"].GetBoolean(false),
            ByteFallback = part["byte_fallback"].GetBoolean(false),
            IgnoreMerges = part["ignore_merges"].GetBoolean(false),
            Dropout = part["dropout"].IsNull ? null : ReadDropout(part["dropout"]),
        };
        var merges = new List<(string, string)>();
        foreach (JsonPart merge in part["merges"].GetItems())
        {
            if (merge.Value.ValueKind != System.Text.Json.JsonValueKind.String || !merge.GetString().StartsWith("#version", StringComparison.Ordinal))
            {
                merges.Add(ReadMerge(merge));
            }
        }

        return new BpeModel(TokenTable.Read(part["vocab"]), merges, settings, part["merges"].Place);
    }

    private static double ReadDropout(JsonPart part)
    {
        double dropout = part.GetDouble();
        return dropout switch
        {
            < 0 or > 1 => throw part.Unexpected("a number from 0 to 1"),
            0 => 0,
            _ => throw new NotSupportedException(
                $"{part.Place}: merges are left out at random, so that the same text has other tokens each time. Set dropout to null to encode with this tokenizer."),
        };
    }

    // ["a", "b"], or "a b" in older files.
    private static (string Left, string Right) ReadMerge(JsonPart part)
    {
        if (part.Value.ValueKind == System.Text.Json.JsonValueKind.Array)
        {
            return part.Value.GetArrayLength() == 2 && part.GetItems().Select(item => item.GetString()).ToArray() is [{ } left, { } right]
                ? (left, right)
                : throw part.Unexpected("two tokens");
        }

        string text = part.GetString();
        int space = text.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 && text.IndexOf(' ', space + 1) < 0 && space + 1 < text.Length
            ? (text[..space], text[(space + 1)..])
            : throw part.Unexpected("two tokens with a space between them");
    }

    private static UnigramModel ReadUnigram(JsonPart part)
    {
        var pieces = new List<(string, double)>();
        foreach (JsonPart item in part["vocab"].GetItems())
        {
            JsonPart[] pair = [.. item.GetItems()];
            pieces.Add(pair.Length == 2 ? (pair[0].GetString(), pair[1].GetDouble()) : throw item.Unexpected("a piece and its score"));
        }

        return new UnigramModel(pieces, part["unk_id"].GetInt32OrNull(), part["byte_fallback"].GetBoolean(false), part["vocab"].Place);
    }
}
