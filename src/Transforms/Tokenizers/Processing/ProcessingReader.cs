namespace LanguageModeling.Tokenizers;

/// <summary>Reads the post-processors of tokenizer.json.</summary>
internal static class ProcessingReader
{
    private static readonly string[] Known = ["BertProcessing", "ByteLevel", "RobertaProcessing", "Sequence", "TemplateProcessing"];

    /// <summary>Reads a post-processor, or null for none.</summary>
    public static ProcessingStep? Read(JsonPart part)
    {
        if (part.IsNull)
        {
            return null;
        }

        string type = part.GetTypeName();
        return type switch
        {
            "BertProcessing" => new BertProcessing(ReadToken(part["cls"]), ReadToken(part["sep"])),
            "ByteLevel" => new ByteLevelProcessing(
                part["add_prefix_space"].GetBoolean(true), part["trim_offsets"].GetBoolean(true), part["use_regex"].GetBoolean(true)),
            "RobertaProcessing" => new RobertaProcessing(
                ReadToken(part["cls"]), ReadToken(part["sep"]), part["trim_offsets"].GetBoolean(true), part["add_prefix_space"].GetBoolean(true)),
            "Sequence" => new SequenceProcessing([.. part["processors"].GetItems().Select(item => Read(item) ?? throw item.Unexpected("a post-processor"))]),
            "TemplateProcessing" => ReadTemplate(part),
            _ => throw part.Unknown("post-processor", type, Known),
        };
    }

    private static (string Token, int Id) ReadToken(JsonPart part)
    {
        JsonPart[] pair = [.. part.GetItems()];
        return pair.Length == 2 ? (pair[0].GetString(), pair[1].GetInt32(0, TokenTable.MaxId)) : throw part.Unexpected("a token and its id");
    }

    private static TemplateProcessing ReadTemplate(JsonPart part)
    {
        var tokens = new Dictionary<string, IReadOnlyList<(string, int)>>();
        foreach ((string name, JsonPart token) in part["special_tokens"].GetProperties())
        {
            int[] ids = [.. token["ids"].GetItems().Select(id => id.GetInt32(0, TokenTable.MaxId))];
            string[] texts = [.. token["tokens"].GetItems().Select(text => text.GetString())];
            tokens[name] = ids.Length == texts.Length ? [.. texts.Zip(ids)] : throw token.Invalid($"there are {ids.Length} ids and {texts.Length} tokens");
        }

        HashSet<string> names = [.. tokens.Keys];
        return new TemplateProcessing(ReadPieces(part["single"], names, isPair: false), ReadPieces(part["pair"], names, isPair: true), tokens);
    }

    private static List<TemplatePiece> ReadPieces(JsonPart part, HashSet<string> tokens, bool isPair)
    {
        var pieces = new List<TemplatePiece>();
        foreach (JsonPart item in part.GetItems())
        {
            JsonPart sequence = item["Sequence"], token = item["SpecialToken"];
            if (!sequence.IsNull)
            {
                int number = sequence["id"].GetString() switch
                {
                    "A" => 0,
                    "B" when isPair => 1,
                    _ => throw sequence["id"].Unexpected(isPair ? "\"A\" or \"B\"" : "\"A\""),
                };
                pieces.Add(new TemplatePiece(number, null, sequence["type_id"].GetInt32()));
            }
            else
            {
                string name = token["id"].GetString();
                pieces.Add(tokens.Contains(name)
                    ? new TemplatePiece(-1, name, token["type_id"].GetInt32())
                    : throw token.Invalid($"the special token \"{name}\" is not among special_tokens"));
            }
        }

        return pieces;
    }
}
