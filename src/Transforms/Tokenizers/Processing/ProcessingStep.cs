using System.Text.Json;

namespace LanguageModeling.Tokenizers;

/// <summary>Completes encodings, for example by special tokens: a post-processor of tokenizer.json. Immutable.</summary>
internal abstract class ProcessingStep
{
    /// <summary>How many tokens are added to one text, or to a pair.</summary>
    public abstract int CountAdded(bool isPair);

    /// <summary>Completes the encodings of one text or of a pair.</summary>
    /// <param name="parts">One part for each text, or more that an earlier step made.</param>
    /// <param name="addSpecialTokens">Whether to add special tokens.</param>
    /// <returns>Parts to put one after another.</returns>
    public abstract IReadOnlyList<EncodingPart> Process(IReadOnlyList<EncodingPart> parts, bool addSpecialTokens);

    /// <summary>Writes the step as tokenizer.json has it, an object.</summary>
    public abstract void Write(Utf8JsonWriter writer);

    /// <summary>A special token as a part of its own.</summary>
    protected static EncodedItem Special(string token, int id, int typeId = 0) => new(id, token, 0, 0, typeId, -1);

    /// <summary>Takes white space off the parts of the source that tokens stand for.</summary>
    protected static EncodingPart TrimOffsets(EncodingPart part, bool addPrefixSpace) => part.Change(items =>
    {
        var trimmed = new List<EncodedItem>(items.Count);
        for (int i = 0; i < items.Count; i++)
        {
            trimmed.Add(Trim(items[i], i == 0, addPrefixSpace));
        }

        return trimmed;
    });

    private static EncodedItem Trim(EncodedItem item, bool isFirst, bool addPrefixSpace)
    {
        int leading = 0, trailing = 0;
        while (leading < item.Text.Length && IsSpace(item.Text[leading]))
        {
            leading++;
        }

        while (trailing < item.Text.Length && IsSpace(item.Text[^(trailing + 1)]))
        {
            trailing++;
        }

        if (leading == 1 && addPrefixSpace && (isFirst || item.Start == 0))
        {
            leading = 0; // it was added
        }

        int start = Math.Min(item.Start + leading, item.End);
        int end = item.End >= trailing ? Math.Max(item.End - trailing, start) : item.End;
        return item with { Start = start, End = end };

        static bool IsSpace(char c) => c == 'Ġ' || char.IsWhiteSpace(c);
    }
}
