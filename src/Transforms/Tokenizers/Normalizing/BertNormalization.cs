using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LanguageModeling.Tokenizers;

/// <summary>What BERT does to a text: cleans it, sets Chinese characters apart, takes accents off and puts it in lower case.</summary>
internal sealed class BertNormalization(bool cleanText, bool handleChinese, bool? stripAccents, bool lowercase) : NormalizationStep
{
    public override bool WorksWordByWord => true;

    public override void Apply(AlignedText text)
    {
        if (cleanText)
        {
            text.Filter(rune => rune.Value is not (0 or 0xFFFD) && !IsControl(rune));
            text.Map(rune => rune.Value is '\t' or '\n' or '\r' || TextUnits.IsWhiteSpace(rune) ? new Rune(' ') : rune);
        }

        if (handleChinese)
        {
            SetChineseApart(text);
        }

        if (stripAccents ?? lowercase)
        {
            UnicodeNormalization.Normalize(text, NormalizationForm.FormD);
            text.Filter(rune => Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark);
        }

        if (lowercase)
        {
            LowercaseNormalization.Lower(text);
        }
    }

    public override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "BertNormalizer");
        writer.WriteBoolean("clean_text", cleanText);
        writer.WriteBoolean("handle_chinese_chars", handleChinese);
        if (stripAccents is { } strip)
        {
            writer.WriteBoolean("strip_accents", strip);
        }
        else
        {
            writer.WriteNull("strip_accents");
        }

        writer.WriteBoolean("lowercase", lowercase);
        writer.WriteEndObject();
    }

    private static bool IsControl(Rune rune)
        => rune.Value is not ('\t' or '\n' or '\r')
            && Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse;

    private static void SetChineseApart(AlignedText text)
    {
        var characters = new List<(Rune, int)>(text.Text.Length);
        bool any = false;
        foreach (Rune rune in text.Text.EnumerateRunes())
        {
            if (IsChinese(rune.Value))
            {
                characters.Add((new Rune(' '), 0));
                characters.Add((rune, 1));
                characters.Add((new Rune(' '), 1));
                any = true;
            }
            else
            {
                characters.Add((rune, 0));
            }
        }

        if (any)
        {
            text.Transform(characters);
        }
    }

    // CJK ideographs as BERT has them: not kana, not hangul.
    private static bool IsChinese(int c)
        => c is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F)
            or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B920 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
}
