using LanguageModeling.Tokenizers;

namespace LanguageModeling;

/// <summary>A text, or a pair of texts, as tokens. Immutable.</summary>
/// <remarks>All lists have one entry for each token.</remarks>
public sealed class TextEncoding
{
    internal TextEncoding(List<EncodedItem> items, IEnumerable<List<EncodedItem>> overflow)
    {
        var (ids, tokens, types, mask, special, sequences, offsets) = (new int[items.Count], new string[items.Count], new int[items.Count],
            new int[items.Count], new int[items.Count], new int[items.Count], new TextPart[items.Count]);
        for (int i = 0; i < ids.Length; i++)
        {
            EncodedItem item = items[i];
            ids[i] = item.Id;
            tokens[i] = item.Text;
            types[i] = item.TypeId;
            mask[i] = item.IsPadding ? 0 : 1;
            special[i] = item.Sequence < 0 ? 1 : 0;
            sequences[i] = item.Sequence;
            offsets[i] = new TextPart(item.Start, item.End - item.Start);
        }

        (Ids, Tokens, TypeIds, AttentionMask, SpecialTokensMask, SequenceIds, Offsets) = (ids, tokens, types, mask, special, sequences, offsets);
        Overflow = [.. overflow.Select(window => new TextEncoding(window, []))];
    }

    /// <summary>Ids of the tokens.</summary>
    public IReadOnlyList<int> Ids { get; }

    /// <summary>Spellings of the tokens.</summary>
    public IReadOnlyList<string> Tokens { get; }

    /// <summary>Segment of each token: mostly 0 for the first text and 1 for the second.</summary>
    public IReadOnlyList<int> TypeIds { get; }

    /// <summary>1 for tokens, 0 for padding.</summary>
    public IReadOnlyList<int> AttentionMask { get; }

    /// <summary>1 for tokens that the tokenizer added, padding included, 0 for those of the text.</summary>
    public IReadOnlyList<int> SpecialTokensMask { get; }

    /// <summary>0 for tokens of the first text, 1 for those of the second, -1 for those that were added.</summary>
    public IReadOnlyList<int> SequenceIds { get; }

    /// <summary>The part of its text that each token stands for, in UTF-16 code units; empty for tokens that were added.</summary>
    public IReadOnlyList<TextPart> Offsets { get; }

    /// <summary>The further windows of a text that was cut, in order; each overlaps with the one before it by the stride.</summary>
    public IReadOnlyList<TextEncoding> Overflow { get; }
}
