using System.Text;
using System.Text.Json;

namespace LanguageModeling.Tokenizers;

/// <summary>Steps one after another.</summary>
internal sealed class SequenceNormalization(IReadOnlyList<NormalizationStep> steps) : NormalizationStep
{
    public IReadOnlyList<NormalizationStep> Steps { get; } = steps;

    public override bool WorksWordByWord => Steps.All(step => step.WorksWordByWord);

    public override void Apply(AlignedText text)
    {
        foreach (NormalizationStep step in Steps)
        {
            step.Apply(text);
        }
    }

    public override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "Sequence");
        writer.WriteStartArray("normalizers");
        foreach (NormalizationStep step in Steps)
        {
            step.Write(writer);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}

/// <summary>Lower case, character by character.</summary>
internal sealed class LowercaseNormalization : NormalizationStep
{
    public override bool WorksWordByWord => true;

    public override void Apply(AlignedText text) => Lower(text);

    public static void Lower(AlignedText text)
    {
        var characters = new List<(Rune, int)>(text.Text.Length);
        bool changed = false;
        foreach (Rune rune in text.Text.EnumerateRunes())
        {
            Rune lower = Rune.ToLowerInvariant(rune);
            changed |= lower != rune;
            if (rune.Value == 0x130)
            {
                // I with a dot is the only character whose lower case is two: i and a dot above.
                characters.Add((new Rune('i'), 0));
                characters.Add((new Rune(0x307), 1));
                changed = true;
            }
            else
            {
                characters.Add((lower, 0));
            }
        }

        if (changed)
        {
            text.Transform(characters);
        }
    }

    public override void Write(Utf8JsonWriter writer) => WriteType(writer, "Lowercase");
}

/// <summary>Removes white space at the ends.</summary>
internal sealed class StripNormalization(bool left, bool right) : NormalizationStep
{
    public override void Apply(AlignedText text) => text.Strip(left, right);

    public override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "Strip");
        writer.WriteBoolean("strip_left", left);
        writer.WriteBoolean("strip_right", right);
        writer.WriteEndObject();
    }
}

/// <summary>Removes combining marks.</summary>
internal sealed class StripAccentsNormalization : NormalizationStep
{
    public override bool WorksWordByWord => true;

    public override void Apply(AlignedText text) => text.Filter(rune => !TextUnits.IsMark(rune));

    public override void Write(Utf8JsonWriter writer) => WriteType(writer, "StripAccents");
}

/// <summary>Puts a string before a text that is not empty.</summary>
internal sealed class PrependNormalization(string before) : NormalizationStep
{
    public string Before => before;

    public override void Apply(AlignedText text) => text.Prepend(before);

    public override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "Prepend");
        writer.WriteString("prepend", before);
        writer.WriteEndObject();
    }
}

/// <summary>Replaces what a pattern matches.</summary>
internal sealed class ReplaceNormalization(TextReplacement replacement) : NormalizationStep
{
    public TextReplacement Replacement => replacement;

    public override void Apply(AlignedText text) => text.Replace(replacement.Pattern, replacement.Content);

    public override void Write(Utf8JsonWriter writer) => replacement.Write(writer);
}

/// <summary>Spells each byte of the text's UTF-8 as GPT-2 does.</summary>
internal sealed class ByteLevelNormalization : NormalizationStep
{
    public override void Apply(AlignedText text) => Spell(text);

    public static void Spell(AlignedText text)
    {
        var characters = new List<(Rune, int)>(text.Text.Length + 8);
        Span<byte> bytes = stackalloc byte[4];
        foreach (Rune rune in text.Text.EnumerateRunes())
        {
            int length = rune.EncodeToUtf8(bytes);
            for (int i = 0; i < length; i++)
            {
                characters.Add((new Rune(ByteAlphabet.Spell(bytes[i])), i == 0 ? 0 : 1));
            }
        }

        text.Transform(characters);
    }

    public override void Write(Utf8JsonWriter writer) => WriteType(writer, "ByteLevel");
}

/// <summary>What machine translation takes out: control characters go, other characters for spacing become spaces.</summary>
internal sealed class NmtNormalization : NormalizationStep
{
    public override bool WorksWordByWord => true;

    public override void Apply(AlignedText text)
    {
        text.Filter(rune => rune.Value is not ((>= 1 and <= 8) or 0xB or (>= 0xE and <= 0x1F) or 0x7F or 0x8F or 0x9F));
        text.Map(rune => rune.Value is 9 or 0xA or 0xC or 0xD or 0x1680 or (>= 0x200B and <= 0x200F) or 0x2028 or 0x2029 or 0x2581 or 0xFEFF or 0xFFFD
            ? new Rune(' ')
            : rune);
    }

    public override void Write(Utf8JsonWriter writer) => WriteType(writer, "Nmt");
}
