namespace Microsoft.ML.Tokenizers;

/// <content>From text to tokens.</content>
public sealed partial class BpeTokenizer
{
    protected override EncodeResults<EncodedToken> EncodeToTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        if (EncodeInput.IsEmpty(text, textSpan))
        {
            return EncodeInput.EmptyResults<EncodedToken>();
        }

        EncodeInput input = Prepare(text, textSpan, settings);
        var tokens = new List<EncodedToken>();
        if (BeginningOfSentenceToken is not null)
        {
            tokens.Add(new EncodedToken(_beginningId, BeginningOfSentenceToken, new Range(0, 0)));
        }

        int length = input.Text.Length;
        foreach ((int Offset, int Length) split in input.Splits ?? [(0, length)])
        {
            AddTokens(input.Span(split), split.Offset, tokens);
        }

        if (_endOfSentenceToken is not null)
        {
            tokens.Add(new EncodedToken(_endId, _endOfSentenceToken, new Range(length, length)));
        }

        return input.Results(tokens, length);
    }

    protected override EncodeResults<int> EncodeToIds(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        EncodeInput.CheckMaxTokenCount(settings.MaxTokenCount, nameof(settings.MaxTokenCount));
        if (EncodeInput.IsEmpty(text, textSpan))
        {
            return EncodeInput.EmptyResults<int>();
        }

        EncodeInput input = Prepare(text, textSpan, settings);
        var ids = new List<int>();
        Walk(input, settings.MaxTokenCount, ids, out int charsConsumed);
        return input.Results(ids, charsConsumed);
    }

    protected override int CountTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        EncodeInput.CheckMaxTokenCount(settings.MaxTokenCount, nameof(settings.MaxTokenCount));
        return EncodeInput.IsEmpty(text, textSpan) ? 0 : Walk(Prepare(text, textSpan, settings), settings.MaxTokenCount, null, out _);
    }

    protected override int GetIndexByTokenCount(
        string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings, bool fromEnd, out string? normalizedText, out int tokenCount)
    {
        int maxTokenCount = settings.MaxTokenCount;
        EncodeInput.CheckMaxTokenCount(maxTokenCount, nameof(maxTokenCount));
        if (EncodeInput.IsEmpty(text, textSpan))
        {
            normalizedText = null;
            tokenCount = 0;
            return 0;
        }

        EncodeInput input = Prepare(text, textSpan, settings);
        normalizedText = input.NormalizedText;
        if (fromEnd)
        {
            return WalkFromEnd(input, maxTokenCount, out tokenCount);
        }

        tokenCount = Walk(input, maxTokenCount, null, out int index);
        return index;
    }

    private EncodeInput Prepare(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
        => new(text, textSpan, settings.ConsiderPreTokenization, settings.ConsiderNormalization, _normalizer, _preTokenizer);

    private int Walk(EncodeInput input, int limit, List<int>? ids, out int charsConsumed)
    {
        int count = 0;
        if (BeginningOfSentenceToken is not null)
        {
            ids?.Add(_beginningId);
            count = 1;
        }

        charsConsumed = 0;
        if (input.Splits is null)
        {
            // The real one neither takes the first token off the limit here nor counts it.
            int taken = Take(input.Text, limit, ids, out charsConsumed);
            count = ids is null ? taken : count + taken;
        }

        foreach ((int Offset, int Length) split in input.Splits ?? [])
        {
            count += Take(input.Span(split), limit - count, ids, out int length);
            charsConsumed = split.Offset + length;
            if (length < split.Length || count >= limit)
            {
                break;
            }
        }

        if (_endOfSentenceToken is not null && count < limit)
        {
            ids?.Add(_endId);
            count++;
        }

        return count;
    }

    private int WalkFromEnd(EncodeInput input, int limit, out int count)
    {
        int end = _endOfSentenceToken is null ? 0 : 1;
        int beginning = BeginningOfSentenceToken is null ? 0 : 1;
        int index = 0;
        if (input.Splits is null)
        {
            count = TakeFromEnd(input.Text, limit - end, out index);
            count += count < limit ? beginning : 0;
            return index;
        }

        count = end;
        foreach ((int Offset, int Length) split in input.Splits.Reverse())
        {
            count += TakeFromEnd(input.Span(split), limit - count, out index);
            if (index > 0 || count >= limit)
            {
                return split.Offset + index;
            }
        }

        count += count < limit ? beginning : 0;
        return 0;
    }

    private void AddTokens(ReadOnlySpan<char> word, int offset, List<EncodedToken> tokens)
    {
        if (SpecialId(word) is { } special)
        {
            tokens.Add(new EncodedToken(special, word.ToString(), new Range(offset, offset + word.Length)));
            return;
        }

        BpeWord encoded = Encode(word);
        int start = 0;
        foreach (BpePiece piece in encoded.Pieces)
        {
            tokens.Add(new EncodedToken(piece.Id, _tokens[piece.Id], encoded.Offset(start, piece.Length, offset)));
            start += piece.Length;
        }
    }

    private int Take(ReadOnlySpan<char> word, int limit, List<int>? ids, out int charsConsumed)
    {
        if (limit > 0 && SpecialId(word) is { } special)
        {
            ids?.Add(special);
            charsConsumed = word.Length;
            return 1;
        }

        return Encode(word).Take(limit, ids, out charsConsumed);
    }

    private int TakeFromEnd(ReadOnlySpan<char> word, int limit, out int charIndex)
    {
        if (limit > 0 && SpecialId(word) is not null)
        {
            charIndex = 0;
            return 1;
        }

        return Encode(word).TakeFromEnd(limit, out charIndex);
    }

    private int? SpecialId(ReadOnlySpan<char> word)
        => _special.Count > 0 && _special.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out int id) ? id : null;

    private BpeWord Encode(ReadOnlySpan<char> text)
    {
        if (text.Length > LongestCachedWord)
        {
            return EncodeNew(text);
        }

        if (!_cache.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out BpeWord? word))
        {
            word = EncodeNew(text);
            if (_cache.Count < CachedWords)
            {
                _cache.TryAdd(text.ToString(), word);
            }
        }

        return word;
    }

    private BpeWord EncodeNew(ReadOnlySpan<char> text)
    {
        int[]? chars = null;
        if (ByteLevel)
        {
            var utf8 = new Utf8Text(text);
            chars = utf8.Chars;
            text = ByteAlphabet.Write(utf8.Bytes);
        }

        return new BpeWord(_merges.Apply(Symbols(text)), text.Length, chars);
    }

    /// <summary>The word in single characters. One that is not in the vocabulary becomes the unknown token, or nothing where there is none.</summary>
    private List<BpePiece> Symbols(ReadOnlySpan<char> word)
    {
        var symbols = new List<BpePiece>(word.Length);
        var ids = _ids.GetAlternateLookup<ReadOnlySpan<char>>();
        bool afterUnknown = false;
        for (int i = 0, length; i < word.Length; i += length)
        {
            length = i + 1 < word.Length && char.IsSurrogatePair(word[i], word[i + 1]) ? 2 : 1;
            string prefix = i > 0 ? ContinuingSubwordPrefix ?? "" : "";
            string suffix = i + length >= word.Length ? EndOfWordSuffix ?? "" : "";
            ReadOnlySpan<char> symbol = word.Slice(i, length);
            symbol = prefix.Length + suffix.Length == 0 ? symbol : $"{prefix}{symbol}{suffix}";
            if (ids.TryGetValue(symbol, out int id))
            {
                symbols.Add(new BpePiece(id, length));
                afterUnknown = false;
            }
            else if (afterUnknown && FuseUnknownTokens)
            {
                symbols[^1] = new BpePiece(_unknownId, symbols[^1].Length + length);
            }
            else if (UnknownToken is not null)
            {
                symbols.Add(new BpePiece(_unknownId, length));
                afterUnknown = true;
            }
        }

        return symbols;
    }
}
