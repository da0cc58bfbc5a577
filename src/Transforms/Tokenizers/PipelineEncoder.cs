using System.Buffers;

namespace LanguageModeling.Tokenizers;

/// <summary>Runs the steps of a pipeline from text to encodings.</summary>
/// <param name="pipeline">The steps.</param>
/// <param name="added">The added tokens.</param>
/// <param name="fast">The fast way of those that have one; null to go step by step, the plain way.</param>
internal sealed class PipelineEncoder(TokenizerPipeline pipeline, AddedVocabulary added, FastEncoder? fast)
{
    /// <summary>Whether a text alone gets tokens that stand for nothing in it.</summary>
    public bool AddsSpecialTokens { get; } = pipeline.Processing?.CountAdded(isPair: false) > 0;

    /// <summary>Writes the ids of a text into a buffer, nothing added, and tells how many there are.</summary>
    public int EncodeIds(ReadOnlySpan<char> text, Span<int> destination)
    {
        var sink = new IdSink(destination);
        if (fast?.TryEncode(text, ref sink) != true)
        {
            foreach (EncodedItem item in Encode(text.ToString()))
            {
                sink.AddWord([item.Id], default, 0);
            }
        }

        return sink.Count;
    }

    /// <summary>The ids of a text, nothing added.</summary>
    public int[] EncodeIds(ReadOnlySpan<char> text)
    {
        int[] rented = ArrayPool<int>.Shared.Rent(text.Length);
        int count = EncodeIds(text, rented);
        int[] ids = new int[count];
        if (count <= rented.Length)
        {
            rented.AsSpan(0, count).CopyTo(ids);
        }
        else
        {
            EncodeIds(text, ids);
        }

        ArrayPool<int>.Shared.Return(rented);
        return ids;
    }

    /// <summary>The ids of a text with the parts that they stand for, nothing added.</summary>
    public List<TextToken> EncodeParts(string text)
    {
        var tokens = new List<TextToken>(text.Length / 3);
        var sink = new PartSink(tokens, pipeline.Model.Tokens);
        if (fast?.TryEncode(text, ref sink) != true)
        {
            tokens.AddRange(Encode(text).Select(item => new TextToken(item.Id, item.Start, item.End - item.Start)));
        }

        return tokens;
    }

    /// <summary>The tokens of one text, nothing added.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="sequence">0 for the first text of a pair or a text alone, 1 for the second.</param>
    public List<EncodedItem> Encode(string text, int sequence = 0)
    {
        var items = new List<EncodedItem>(text.Length / 3);
        var sink = new ItemSink(items, pipeline.Model.Tokens, sequence);
        if (fast?.TryEncode(text, ref sink) == true)
        {
            return items;
        }

        AlignedText source = AlignedText.FromSource(TextUnits.WithoutLoneSurrogates(text));
        foreach ((AlignedText part, int id) in Extract(source, added.Plain))
        {
            if (id >= 0)
            {
                AddWhole(part, id, sequence, items);
                continue;
            }

            pipeline.Normalization?.Apply(part);
            foreach ((AlignedText piece, int normalizedId) in Extract(part, added.Normalized))
            {
                if (normalizedId >= 0)
                {
                    AddWhole(piece, normalizedId, sequence, items);
                }
                else
                {
                    AddWords(piece, sequence, items);
                }
            }
        }

        return items;
    }

    /// <summary>A complete encoding of a text or a pair, without padding.</summary>
    public EncodingPart Encode(string text, string? pair, bool addSpecialTokens, TokenTruncation? truncation)
    {
        List<EncodingPart> parts = [new EncodingPart(Encode(text))];
        if (pair is not null)
        {
            parts.Add(new EncodingPart(Encode(pair, 1)));
        }

        if (truncation is not null)
        {
            int added = addSpecialTokens ? pipeline.Processing?.CountAdded(pair is not null) ?? 0 : 0;
            Truncation.Apply(parts, truncation, added);
        }

        return EncodingPart.Merge(pipeline.Processing?.Process(parts, addSpecialTokens) ?? parts);
    }

    private static IEnumerable<(AlignedText Part, int Id)> Extract(AlignedText text, AddedTokenMatcher? matcher)
    {
        if (text.Text.Length == 0)
        {
            return [];
        }

        return matcher is null || !matcher.MayMatch(text.Text)
            ? [(text.Slice(0, text.Text.Length), -1)]
            : matcher.Split(text.Text).Select(part => (text.Slice(part.Start, part.End - part.Start), part.Id));
    }

    private static void AddWhole(AlignedText part, int id, int sequence, List<EncodedItem> items)
    {
        (int start, int end) = part.ToSource(0, part.Text.Length);
        items.Add(new EncodedItem(id, part.Text, start, end, sequence, sequence));
    }

    private void AddWords(AlignedText piece, int sequence, List<EncodedItem> items)
    {
        var found = new List<ModelToken>();
        foreach (AlignedText word in pipeline.Splitting?.Split([piece]) ?? [piece])
        {
            found.Clear();
            pipeline.Model.Tokenize(word.Text, found);
            foreach ((int id, string token, int from, int to) in found)
            {
                (int start, int end) = word.ToSource(from, to);
                items.Add(new EncodedItem(id, token, start, end, sequence, sequence));
            }
        }
    }
}
