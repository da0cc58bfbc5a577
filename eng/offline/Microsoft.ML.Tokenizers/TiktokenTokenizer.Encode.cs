namespace Microsoft.ML.Tokenizers;

/// <content>From text to tokens.</content>
public sealed partial class TiktokenTokenizer
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
            foreach (TiktokenPiece piece in Encode(input.Span(split)))
            {
                var range = new Range(split.Offset + piece.Start, split.Offset + piece.End);
                tokens.Add(new EncodedToken(piece.Id, input.Text[range], range));
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
        int limit = input.Splits is null ? int.MaxValue : settings.MaxTokenCount; // as in the real one: no limit without splits
        Walk(input, limit, ids, out int consumed);
        return input.Results(ids, consumed);
    }

    protected override int CountTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        int maxTokenCount = settings.MaxTokenCount;
        EncodeInput.CheckMaxTokenCount(maxTokenCount, nameof(maxTokenCount));
        return EncodeInput.IsEmpty(text, textSpan)
            ? 0
            : Walk(Prepare(text, textSpan, settings.ConsiderPreTokenization, settings.ConsiderNormalization), maxTokenCount, null, out _);
    }

    /// <summary>As in the real one, whether to split follows the wish for normalization when counting from the end.</summary>
    protected override int GetIndexByTokenCount(
        string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings, bool fromEnd, out string? normalizedText, out int tokenCount)
    {
        int maxTokenCount = settings.MaxTokenCount;
        EncodeInput.CheckMaxTokenCount(maxTokenCount, nameof(maxTokenCount));
        normalizedText = null;
        tokenCount = 0;
        if (EncodeInput.IsEmpty(text, textSpan))
        {
            return 0;
        }

        bool split = fromEnd ? settings.ConsiderNormalization : settings.ConsiderPreTokenization;
        EncodeInput input = Prepare(text, textSpan, split, settings.ConsiderNormalization);
        normalizedText = input.NormalizedText;
        int index;
        if (!fromEnd)
        {
            tokenCount = Walk(input, maxTokenCount, null, out index);
            return index;
        }

        foreach ((int Offset, int Length) part in (input.Splits ?? [(0, input.Text.Length)]).Reverse())
        {
            tokenCount += TiktokenWord.TakeFromEnd(Encode(input.Span(part)), maxTokenCount - tokenCount, part.Length, out index);
            if (index > 0 || tokenCount >= maxTokenCount)
            {
                return part.Offset + index;
            }
        }

        return 0;
    }

    private EncodeInput Prepare(string? text, ReadOnlySpan<char> textSpan, bool split, bool normalize)
        => new(text, textSpan, split, normalize, _normalizer, _preTokenizer);

    private int Walk(EncodeInput input, int limit, List<int>? ids, out int consumed)
    {
        int count = 0;
        consumed = 0;
        foreach ((int Offset, int Length) split in input.Splits ?? [(0, input.Text.Length)])
        {
            count += TiktokenWord.Take(Encode(input.Span(split)), limit - count, split.Length, ids, out int length);
            consumed = split.Offset + length;
            if (length < split.Length || count >= limit)
            {
                break;
            }
        }

        return count;
    }

    private TiktokenPiece[] Encode(ReadOnlySpan<char> text)
    {
        bool whole = _special.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out int id)
            || _vocabulary.Texts.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out id);
        return whole ? [new TiktokenPiece(id, 0, text.Length)] : TiktokenWord.Encode(text, _vocabulary.Ranks);
    }
}
