using System.Text.Json;

namespace LanguageModeling.Tokenizers;

/// <summary>Steps one after another.</summary>
internal sealed class SequenceProcessing(IReadOnlyList<ProcessingStep> steps) : ProcessingStep
{
    public IReadOnlyList<ProcessingStep> Steps { get; } = steps;

    public override int CountAdded(bool isPair) => Steps.Sum(step => step.CountAdded(isPair));

    public override IReadOnlyList<EncodingPart> Process(IReadOnlyList<EncodingPart> parts, bool addSpecialTokens)
        => Steps.Aggregate(parts, (current, step) => step.Process(current, addSpecialTokens));

    public override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "Sequence");
        writer.WriteStartArray("processors");
        foreach (ProcessingStep step in Steps)
        {
            step.Write(writer);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}

/// <summary>GPT-2's: takes white space off the parts of the source that tokens stand for.</summary>
internal sealed class ByteLevelProcessing(bool addPrefixSpace, bool trimOffsets, bool useRule) : ProcessingStep
{
    public override int CountAdded(bool isPair) => 0;

    public override IReadOnlyList<EncodingPart> Process(IReadOnlyList<EncodingPart> parts, bool addSpecialTokens)
        => trimOffsets ? [.. parts.Select(part => TrimOffsets(part, addPrefixSpace))] : parts;

    public override void Write(Utf8JsonWriter writer) => ByteLevelSplitting.Write(writer, addPrefixSpace, trimOffsets, useRule);
}

/// <summary>BERT's: <c>[CLS] A [SEP]</c>, <c>[CLS] A [SEP] B [SEP]</c>.</summary>
internal sealed class BertProcessing((string Token, int Id) begin, (string Token, int Id) separator) : ProcessingStep
{
    public override int CountAdded(bool isPair) => isPair ? 3 : 2;

    public override IReadOnlyList<EncodingPart> Process(IReadOnlyList<EncodingPart> parts, bool addSpecialTokens)
        => addSpecialTokens
            ? [.. parts.Select((part, index) => part.Change(items => index == 0
                ? [Special(begin.Token, begin.Id), .. items, Special(separator.Token, separator.Id)]
                : [.. items, Special(separator.Token, separator.Id, 1)]))]
            : parts;

    public override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "BertProcessing");
        WriteToken(writer, "sep", separator);
        WriteToken(writer, "cls", begin);
        writer.WriteEndObject();
    }

    /// <summary>Writes a token and its id.</summary>
    public static void WriteToken(Utf8JsonWriter writer, string name, (string Token, int Id) token)
    {
        writer.WriteStartArray(name);
        writer.WriteStringValue(token.Token);
        writer.WriteNumberValue(token.Id);
        writer.WriteEndArray();
    }
}

/// <summary>RoBERTa's: <c>&lt;s&gt; A &lt;/s&gt;</c>, <c>&lt;s&gt; A &lt;/s&gt;&lt;/s&gt; B &lt;/s&gt;</c>, all of segment 0.</summary>
internal sealed class RobertaProcessing((string Token, int Id) begin, (string Token, int Id) separator, bool trimOffsets, bool addPrefixSpace)
    : ProcessingStep
{
    public override int CountAdded(bool isPair) => isPair ? 4 : 2;

    public override IReadOnlyList<EncodingPart> Process(IReadOnlyList<EncodingPart> parts, bool addSpecialTokens)
    {
        IEnumerable<EncodingPart> trimmed = trimOffsets ? parts.Select(part => TrimOffsets(part, addPrefixSpace)) : parts;
        trimmed = trimmed.Select(part => part.Change(items => [.. items.Select(item => item with { TypeId = 0 })]));
        return addSpecialTokens
            ? [.. trimmed.Select((part, index) => part.Change(items =>
            [
                index == 0 ? Special(begin.Token, begin.Id) : Special(separator.Token, separator.Id),
                .. items,
                Special(separator.Token, separator.Id),
            ]))]
            : [.. trimmed];
    }

    public override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "RobertaProcessing");
        BertProcessing.WriteToken(writer, "sep", separator);
        BertProcessing.WriteToken(writer, "cls", begin);
        writer.WriteBoolean("trim_offsets", trimOffsets);
        writer.WriteBoolean("add_prefix_space", addPrefixSpace);
        writer.WriteEndObject();
    }
}

/// <summary>A piece of a template.</summary>
/// <param name="Sequence">0 for the first text, 1 for the second, -1 for a special token.</param>
/// <param name="Token">Name of the special token.</param>
/// <param name="TypeId">Segment that the piece belongs to.</param>
internal readonly record struct TemplatePiece(int Sequence, string? Token, int TypeId);

/// <summary>Texts and special tokens in a given order.</summary>
internal sealed class TemplateProcessing(
    IReadOnlyList<TemplatePiece> single, IReadOnlyList<TemplatePiece> pair, IReadOnlyDictionary<string, IReadOnlyList<(string Token, int Id)>> tokens)
    : ProcessingStep
{
    public override int CountAdded(bool isPair)
        => (isPair ? pair : single).Sum(piece => piece.Token is { } token ? tokens[token].Count : 0);

    public override IReadOnlyList<EncodingPart> Process(IReadOnlyList<EncodingPart> parts, bool addSpecialTokens)
    {
        var filled = new List<EncodingPart>();
        foreach ((int sequence, string? token, int typeId) in parts.Count > 1 ? pair : single)
        {
            if (token is null)
            {
                filled.Add(parts[sequence].Change(items => [.. items.Select(item => item with { TypeId = typeId })]));
            }
            else if (addSpecialTokens)
            {
                filled.Add(new EncodingPart([.. tokens[token].Select(special => Special(special.Token, special.Id, typeId))]));
            }
        }

        return filled.Count == 0 ? [new EncodingPart([])] : filled;
    }

    public override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "TemplateProcessing");
        WritePieces(writer, "single", single);
        WritePieces(writer, "pair", pair);
        writer.WriteStartObject("special_tokens");
        foreach ((string name, IReadOnlyList<(string Token, int Id)> special) in tokens.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            writer.WriteStartObject(name);
            writer.WriteString("id", name);
            writer.WriteStartArray("ids");
            foreach ((_, int id) in special)
            {
                writer.WriteNumberValue(id);
            }

            writer.WriteEndArray();
            writer.WriteStartArray("tokens");
            foreach ((string token, _) in special)
            {
                writer.WriteStringValue(token);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WritePieces(Utf8JsonWriter writer, string name, IReadOnlyList<TemplatePiece> pieces)
    {
        writer.WriteStartArray(name);
        foreach ((int sequence, string? token, int typeId) in pieces)
        {
            writer.WriteStartObject();
            writer.WriteStartObject(token is null ? "Sequence" : "SpecialToken");
            writer.WriteString("id", token ?? (sequence == 0 ? "A" : "B"));
            writer.WriteNumber("type_id", typeId);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
