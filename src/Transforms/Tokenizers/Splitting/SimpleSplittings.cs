using System.Text;
using System.Text.Json;

namespace LanguageModeling.Tokenizers;

/// <summary>Steps one after another.</summary>
internal sealed class SequenceSplitting(IReadOnlyList<SplittingStep> steps) : SplittingStep
{
    public IReadOnlyList<SplittingStep> Steps { get; } = steps;

    public override bool WorksWordByWord => Steps.All(step => step.WorksWordByWord);

    public override IEnumerable<AlignedText> Split(AlignedText text) => Split([text]);

    public override List<AlignedText> Split(List<AlignedText> texts)
        => Steps.Aggregate(texts, (parts, step) => step.Split(parts));

    public override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "Sequence");
        writer.WriteStartArray("pretokenizers");
        foreach (SplittingStep step in Steps)
        {
            step.Write(writer);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}

/// <summary>Parts between white space, punctuation marks apart.</summary>
internal sealed class BertSplitting : SplittingStep
{
    private static readonly TextPattern WhiteSpace = TextPattern.Characters(TextUnits.IsWhiteSpace);
    private static readonly TextPattern Punctuation = TextPattern.Characters(TextUnits.IsPunctuation);

    public override bool WorksWordByWord => true;

    public override IEnumerable<AlignedText> Split(AlignedText text)
        => TextSplitting.Split(text, WhiteSpace, SplitBehavior.Removed).SelectMany(word => TextSplitting.Split(word, Punctuation, SplitBehavior.Isolated));

    public override void Write(Utf8JsonWriter writer) => WriteType(writer, "BertPreTokenizer");
}

/// <summary>Parts between a character.</summary>
internal sealed class DelimiterSplitting(string delimiter) : SplittingStep
{
    private readonly TextPattern _pattern = TextPattern.Create(delimiter, isExpression: false);

    public override IEnumerable<AlignedText> Split(AlignedText text) => TextSplitting.Split(text, _pattern, SplitBehavior.Removed);

    public override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "CharDelimiterSplit");
        writer.WriteString("delimiter", delimiter);
        writer.WriteEndObject();
    }
}

/// <summary>Numbers apart, as a whole or digit by digit.</summary>
internal sealed class DigitsSplitting(bool individually) : SplittingStep
{
    private static readonly TextPattern Numeric = TextPattern.Characters(TextUnits.IsNumeric);

    public override IEnumerable<AlignedText> Split(AlignedText text)
        => TextSplitting.Split(text, Numeric, individually ? SplitBehavior.Isolated : SplitBehavior.Contiguous);

    public override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "Digits");
        writer.WriteBoolean("individual_digits", individually);
        writer.WriteEndObject();
    }
}

/// <summary>Parts of so many characters each.</summary>
internal sealed class FixedLengthSplitting(int length) : SplittingStep
{
    public override IEnumerable<AlignedText> Split(AlignedText text)
    {
        int start = 0, at = 0, count = 0;
        foreach (Rune rune in text.Text.EnumerateRunes())
        {
            at += rune.Utf16SequenceLength;
            count++;
            if (count == length)
            {
                yield return text.Slice(start, at - start);
                start = at;
                count = 0;
            }
        }

        yield return text.Slice(start, at - start);
    }

    public override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "FixedLength");
        writer.WriteNumber("length", length);
        writer.WriteEndObject();
    }
}

/// <summary>Punctuation marks apart.</summary>
internal sealed class PunctuationSplitting(SplitBehavior behavior) : SplittingStep
{
    private static readonly TextPattern Punctuation = TextPattern.Characters(TextUnits.IsPunctuation);

    public override IEnumerable<AlignedText> Split(AlignedText text) => TextSplitting.Split(text, Punctuation, behavior);

    public override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "Punctuation");
        writer.WriteString("behavior", behavior.ToString());
        writer.WriteEndObject();
    }
}

/// <summary>At the matches of a pattern.</summary>
internal sealed class PatternSplitting(TextPattern pattern, SplitBehavior behavior, bool invert) : SplittingStep
{
    public TextPattern Pattern => pattern;

    public SplitBehavior Behavior => behavior;

    public bool Invert => invert;

    public override IEnumerable<AlignedText> Split(AlignedText text) => TextSplitting.Split(text, pattern, behavior, invert);

    public override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "Split");
        writer.WriteStartObject("pattern");
        pattern.Write(writer);
        writer.WriteEndObject();
        writer.WriteString("behavior", behavior.ToString());
        writer.WriteBoolean("invert", invert);
        writer.WriteEndObject();
    }
}

/// <summary>Runs of characters of words, and runs of what is neither that nor white space.</summary>
internal sealed class WordSplitting : SplittingStep
{
    public override bool WorksWordByWord => true;

    public override IEnumerable<AlignedText> Split(AlignedText text)
    {
        int start = 0, at = 0, kind = 0;
        foreach (Rune rune in text.Text.EnumerateRunes())
        {
            // A combining mark may count as a word's character and never as white space.
            int next = TextUnits.IsWord(rune) ? 1 : TextUnits.IsWhiteSpace(rune) ? 0 : 2;
            if (next != kind)
            {
                if (kind != 0)
                {
                    yield return text.Slice(start, at - start);
                }

                start = at;
                kind = next;
            }

            at += rune.Utf16SequenceLength;
        }

        if (kind != 0)
        {
            yield return text.Slice(start, at - start);
        }
    }

    public override void Write(Utf8JsonWriter writer) => WriteType(writer, "Whitespace");
}

/// <summary>Parts between white space.</summary>
internal sealed class WhiteSpaceSplitting : SplittingStep
{
    private static readonly TextPattern WhiteSpace = TextPattern.Characters(TextUnits.IsWhiteSpace);

    public override bool WorksWordByWord => true;

    public override IEnumerable<AlignedText> Split(AlignedText text) => TextSplitting.Split(text, WhiteSpace, SplitBehavior.Removed);

    public override void Write(Utf8JsonWriter writer) => WriteType(writer, "WhitespaceSplit");
}

/// <summary>Parts of one script each, the Japanese ones being one; a space goes with what is before it.</summary>
internal sealed class ScriptSplitting : SplittingStep
{
    private const int Any = -1;
    private static readonly int Han = UnicodeScripts.NumberOf("Han");
    private static readonly int Hiragana = UnicodeScripts.NumberOf("Hiragana");
    private static readonly int Katakana = UnicodeScripts.NumberOf("Katakana");

    public override IEnumerable<AlignedText> Split(AlignedText text)
    {
        var starts = new List<int>();
        int? last = null;
        int at = 0;
        foreach (Rune rune in text.Text.EnumerateRunes())
        {
            int script = ScriptOf(rune.Value);
            if (script != Any && last != Any && last != script)
            {
                starts.Add(at);
            }

            at += rune.Utf16SequenceLength;
            last = script == Any ? last : script;
        }

        starts.Add(text.Text.Length);
        for (int i = 0; i + 1 < starts.Count; i++)
        {
            yield return text.Slice(starts[i], starts[i + 1] - starts[i]);
        }
    }

    public override void Write(Utf8JsonWriter writer) => WriteType(writer, "UnicodeScripts");

    private static int ScriptOf(int character)
    {
        int script = UnicodeScripts.Find(character);
        return character == 0x30FC ? Han : character == ' ' ? Any : script == Hiragana || script == Katakana ? Han : script;
    }
}
