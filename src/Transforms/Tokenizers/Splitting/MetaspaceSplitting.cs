using System.Text.Json;

namespace LanguageModeling.Tokenizers;

/// <summary>Where a word mark is put before a text.</summary>
internal enum PrependScheme
{
    /// <summary>Before every part.</summary>
    Always,

    /// <summary>Before the part that begins the source text.</summary>
    First,

    /// <summary>Nowhere.</summary>
    Never,
}

/// <summary>SentencePiece's spelling: a mark in place of each space, and one before the text; each mark begins a word.</summary>
internal sealed class MetaspaceSplitting : SplittingStep
{
    private readonly TextPattern _mark;
    private readonly TextPattern _space = TextPattern.Create(" ", isExpression: false);

    public MetaspaceSplitting(string mark, PrependScheme scheme, bool split)
    {
        Mark = mark;
        Scheme = scheme;
        Splits = split;
        _mark = TextPattern.Create(mark, isExpression: false);
    }

    public string Mark { get; }

    public PrependScheme Scheme { get; }

    public bool Splits { get; }

    public static MetaspaceSplitting Read(JsonPart part)
    {
        string scheme = part["prepend_scheme"].GetStringOrNull() ?? "always";
        PrependScheme read = scheme switch
        {
            "always" => PrependScheme.Always,
            "first" => PrependScheme.First,
            "never" => PrependScheme.Never,
            _ => throw part["prepend_scheme"].Unexpected("\"always\", \"first\" or \"never\""),
        };
        if (!part["add_prefix_space"].GetBoolean(true))
        {
            read = read == PrependScheme.Never || part["prepend_scheme"].IsNull
                ? PrependScheme.Never
                : throw part.Invalid($"add_prefix_space is false, but prepend_scheme is \"{scheme}\"");
        }

        return new MetaspaceSplitting(part["replacement"].GetCharacter(), read, part["split"].GetBoolean(true));
    }

    public override bool WorksWordByWord => Splits;

    public override IEnumerable<AlignedText> Split(AlignedText text)
    {
        text.Replace(_space, Mark);
        if (Scheme != PrependScheme.Never && !text.Text.StartsWith(Mark, StringComparison.Ordinal) && (Scheme == PrependScheme.Always || text.SourceStart == 0))
        {
            text.Prepend(Mark);
        }

        return Splits ? TextSplitting.Split(text, _mark, SplitBehavior.MergedWithNext) : [text];
    }

    public override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "Metaspace");
        writer.WriteString("replacement", Mark);
        writer.WriteString("prepend_scheme", Scheme.ToString().ToLowerInvariant());
        writer.WriteBoolean("split", Splits);
        writer.WriteEndObject();
    }
}
