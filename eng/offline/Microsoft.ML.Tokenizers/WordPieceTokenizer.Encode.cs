namespace Microsoft.ML.Tokenizers;

/// <content>From text to tokens.</content>
public partial class WordPieceTokenizer
{
    protected override EncodeResults<EncodedToken> EncodeToTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        if (EncodeInput.IsEmpty(text, textSpan))
        {
            return EncodeInput.EmptyResults<EncodedToken>();
        }

        EncodeInput input = Prepare(text, textSpan, settings.ConsiderPreTokenization, settings.ConsiderNormalization);
        var tokens = new List<EncodedToken>();
        foreach ((int Offset, int Length) split in input.Splits ?? [(0, input.Text.Length)])
        {
            foreach ((int id, Range range) in Pieces(input.Span(split), out _))
            {
                tokens.Add(new EncodedToken(id, _tokens[id], new Range(split.Offset + range.Start.Value, split.Offset + range.End.Value)));
            }
        }

        return input.Results(tokens, input.Text.Length);
    }

    protected override EncodeResults<int> EncodeToIds(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        EncodeInput.CheckMaxTokenCount(settings.MaxTokenCount, nameof(settings.MaxTokenCount));
        if (EncodeInput.IsEmpty(text, textSpan))
        {
            return EncodeInput.EmptyResults<int>();
        }

        EncodeInput input = Prepare(text, textSpan, settings.ConsiderPreTokenization, settings.ConsiderNormalization);
        var ids = new List<int>();
        int consumed = 0;
        if (input.Splits is null)
        {
            Take(input.Text, int.MaxValue, ids, out consumed); // as in the real one: no limit without splits
        }

        foreach ((int Offset, int Length) split in input.Splits ?? [])
        {
            Take(input.Span(split), settings.MaxTokenCount - ids.Count, ids, out int length);
            if (length < split.Length || ids.Count >= settings.MaxTokenCount)
            {
                break; // as in the real one: the word that fills the limit does not count as consumed
            }

            consumed = split.Offset + length;
        }

        return input.Results(ids, consumed);
    }

    protected override int CountTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        EncodeInput.CheckMaxTokenCount(settings.MaxTokenCount, nameof(settings.MaxTokenCount));
        if (EncodeInput.IsEmpty(text, textSpan))
        {
            return 0;
        }

        EncodeInput input = Prepare(text, textSpan, settings.ConsiderPreTokenization, settings.ConsiderNormalization);
        int count = 0;
        foreach ((int Offset, int Length) split in input.Splits ?? [(0, input.Text.Length)])
        {
            count += Take(input.Span(split), settings.MaxTokenCount - count, null, out int length);
            if (length < split.Length || count >= settings.MaxTokenCount)
            {
                break;
            }
        }

        return count;
    }

    /// <summary>As in the real one, whether to split follows the wish for normalization.</summary>
    protected override int GetIndexByTokenCount(
        string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings, bool fromEnd, out string? normalizedText, out int tokenCount)
    {
        int limit = settings.MaxTokenCount;
        EncodeInput.CheckMaxTokenCount(limit, nameof(settings.MaxTokenCount));
        tokenCount = 0;
        normalizedText = null;
        if (EncodeInput.IsEmpty(text, textSpan))
        {
            return 0;
        }

        EncodeInput input = Prepare(text, textSpan, settings.ConsiderNormalization, settings.ConsiderNormalization);
        normalizedText = input.NormalizedText;
        IEnumerable<(int Offset, int Length)> splits = input.Splits ?? [(0, input.Text.Length)];
        foreach ((int Offset, int Length) split in fromEnd ? splits.Reverse() : splits)
        {
            int start = split.Offset;
            int end = split.Offset + split.Length;
            int count = Take(input.Span(split), limit - tokenCount, null, out int length);
            if (length != split.Length)
            {
                return fromEnd ? end : start;
            }

            tokenCount += count;
            if (count >= limit)
            {
                return fromEnd ? start : end;
            }
        }

        return fromEnd ? 0 : input.Text.Length;
    }

    private EncodeInput Prepare(string? text, ReadOnlySpan<char> textSpan, bool split, bool normalize)
        => new(text, textSpan, split, normalize, _normalizer, _preTokenizer);

    /// <summary>Adds a word's ids if all of them fit. A word that turns out unknown must fit with the pieces found before that.</summary>
    private int Take(ReadOnlySpan<char> word, int limit, List<int>? ids, out int consumed)
    {
        List<(int Id, Range Range)> pieces = Pieces(word, out int needed);
        if (needed > limit)
        {
            consumed = 0;
            return 0;
        }

        consumed = word.Length;
        ids?.AddRange(pieces.Select(piece => piece.Id));
        return pieces.Count;
    }

    private List<(int Id, Range Range)> Pieces(ReadOnlySpan<char> word, out int needed)
    {
        needed = 0;
        var pieces = new List<(int Id, Range Range)>();
        int start = 0;
        while (start < word.Length && word.Length <= MaxInputCharsPerWord)
        {
            int end = word.Length;
            int id;
            while (!Find(word, start, end, out id) && --end > start)
            {
            }

            if (end == start)
            {
                break;
            }

            pieces.Add((id, start..end));
            start = end;
        }

        needed = pieces.Count;
        if (start < word.Length)
        {
            pieces = [(UnknownTokenId, new Range(0, word.Length))];
        }

        return pieces;
    }

    private bool Find(ReadOnlySpan<char> word, int start, int end, out int id)
    {
        ReadOnlySpan<char> piece = word[start..end];
        return _ids.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(start == 0 ? piece : $"{ContinuingSubwordPrefix}{piece}", out id);
    }
}
