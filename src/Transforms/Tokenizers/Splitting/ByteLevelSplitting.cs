using System.Text.Json;

namespace LanguageModeling.Tokenizers;

/// <summary>GPT-2's splitting rule, then each byte of the text's UTF-8 spelled as a character.</summary>
internal sealed class ByteLevelSplitting(bool addPrefixSpace, bool trimOffsets, bool useRule) : SplittingStep
{
    /// <summary>Radford et al. 2019: contractions, then words, numbers and other marks each with a space before, then white space.</summary>
    public const string Rule = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    private static readonly TextPattern RulePattern = TextPattern.Create(Rule, isExpression: true);

    public bool AddPrefixSpace => addPrefixSpace;

    public bool UseRule => useRule;

    public override IEnumerable<AlignedText> Split(AlignedText text)
    {
        if (addPrefixSpace && !text.Text.StartsWith(' '))
        {
            text.Prepend(" ");
        }

        if (!useRule)
        {
            ByteLevelNormalization.Spell(text);
            yield return text;
            yield break;
        }

        foreach (AlignedText part in TextSplitting.Split(text, RulePattern, SplitBehavior.Isolated))
        {
            ByteLevelNormalization.Spell(part);
            yield return part;
        }
    }

    public override void Write(Utf8JsonWriter writer) => Write(writer, addPrefixSpace, trimOffsets, useRule);

    /// <summary>Writes the component of this name, which pre-tokenizer, post-processor and decoder share.</summary>
    public static void Write(Utf8JsonWriter writer, bool addPrefixSpace, bool trimOffsets, bool useRule)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "ByteLevel");
        writer.WriteBoolean("add_prefix_space", addPrefixSpace);
        writer.WriteBoolean("trim_offsets", trimOffsets);
        writer.WriteBoolean("use_regex", useRule);
        writer.WriteEndObject();
    }
}
