namespace LanguageModeling.Tokenizers;

/// <summary>Runs the steps of a pipeline from text to encodings.</summary>
/// <param name="pipeline">The steps.</param>
/// <param name="added">The added tokens.</param>
internal sealed class PipelineEncoder(TokenizerPipeline pipeline, AddedVocabulary added)
{
    /// <summary>The tokens of one text, nothing added.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="sequence">0 for the first text of a pair or a text alone, 1 for the second.</param>
    public List<EncodedItem> Encode(string text, int sequence = 0)
    {
        var items = new List<EncodedItem>(text.Length / 3);
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
