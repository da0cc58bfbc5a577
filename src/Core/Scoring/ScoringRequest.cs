namespace LanguageModeling.Scoring;

/// <summary>A sequence to be scored: some ids of which the first are context.</summary>
/// <param name="Ids">Context, then the tokens to score.</param>
/// <param name="ContextLength">How many of the ids are context.</param>
/// <param name="ByteCount">Length of the text of the scored tokens in UTF-8 bytes, where there is a text.</param>
internal readonly record struct ScoringRequest(int[] Ids, int ContextLength, long? ByteCount)
{
    public ReadOnlyMemory<int> Context => Ids.AsMemory(0, ContextLength);

    public ReadOnlyMemory<int> Tokens => Ids.AsMemory(ContextLength);

    /// <summary>A whole sequence: a leading beginning is context, and the special tokens are added that the options ask for.</summary>
    public static ScoringRequest Sequence(ILanguageModel model, ReadOnlySpan<int> ids, ScoringOptions options, long? byteCount = null)
    {
        bool begins = BeginsSequence(model, ids);
        return Create(model, ids[..(begins ? 1 : 0)], ids[(begins ? 1 : 0)..], options, byteCount);
    }

    /// <summary>A continuation after a context, with the special tokens that the options ask for.</summary>
    public static ScoringRequest Continuation(
        ILanguageModel model, ReadOnlySpan<int> context, ReadOnlySpan<int> continuation, ScoringOptions options, long? byteCount = null)
        => context.IsEmpty && BeginsSequence(model, continuation)
            ? Create(model, continuation[..1], continuation[1..], options, byteCount)
            : Create(
                model,
                context,
                continuation,
                context.IsEmpty || model.SpecialTokens.AddBeginningToPrompts ? options : options with { AddBeginningOfSequence = false },
                byteCount);

    /// <summary>A continuation after a context, both as text.</summary>
    public static ScoringRequest Continuation(TextLanguageModel model, string context, string continuation, ScoringOptions options, long byteCount)
    {
        (int[] before, int[] after) = TextBorder.Encode(model.Codec, context, continuation);
        return Continuation(model.Model, before, after, options, byteCount);
    }

    /// <summary>Scores all requests in one call of the model.</summary>
    public static SequenceScore[] ScoreAll(
        ILanguageModel model, IReadOnlyList<ScoringRequest> requests, bool withRanks, CancellationToken cancellationToken)
    {
        var batch = new SequenceToScore[requests.Count];
        for (int i = 0; i < batch.Length; i++)
        {
            ScoringRequest request = requests[i];
            if (request.Ids.Length - 1 > model.MaximumContextLength)
            {
                throw new InvalidOperationException(
                    $"The sequence has {request.Ids.Length} tokens with its context, but the model takes {model.MaximumContextLength} as context. Shorten the context, or use ScoreRolling for a long text.");
            }

            int count = request.Tokens.Length;
            batch[i] = new SequenceToScore(request.Context, request.Tokens, new double[count], withRanks ? new int[count] : default);
        }

        model.ScoreBatch(batch, cancellationToken);
        var scores = new SequenceScore[batch.Length];
        for (int i = 0; i < batch.Length; i++)
        {
            scores[i] = requests[i].Result(model, batch[i].LogProbabilities.ToArray(), withRanks ? batch[i].Ranks.ToArray() : null);
        }

        return scores;
    }

    /// <summary>Makes the result of token scores.</summary>
    public SequenceScore Result(ILanguageModel model, double[] logProbabilities, int[]? ranks)
        => new(Tokens.ToArray(), logProbabilities, model.SpecialTokens, ranks, ByteCount);

    private static bool BeginsSequence(ILanguageModel model, ReadOnlySpan<int> ids)
        => !ids.IsEmpty && ids[0] == model.SpecialTokens.BeginningOfSequence;

    private static ScoringRequest Create(
        ILanguageModel model, ReadOnlySpan<int> context, ReadOnlySpan<int> tokens, ScoringOptions options, long? byteCount)
    {
        RequireIds(model, context, nameof(context));
        RequireIds(model, tokens, nameof(tokens));
        SpecialTokens special = model.SpecialTokens;
        bool addBeginning = options.AddBeginningOfSequence && special.BeginningOfSequence is not null && !BeginsSequence(model, context);
        bool addEnd = options.AddEndOfSequence && special.EndOfSequence is not null && (tokens.IsEmpty || tokens[^1] != special.EndOfSequence);
        int contextLength = context.Length + (addBeginning ? 1 : 0);
        int[] ids = [
            .. addBeginning ? [special.BeginningOfSequence!.Value] : ReadOnlySpan<int>.Empty,
            .. context,
            .. tokens,
            .. addEnd ? [special.EndOfSequence!.Value] : ReadOnlySpan<int>.Empty];
        return new ScoringRequest(ids, contextLength, byteCount);
    }

    private static void RequireIds(ILanguageModel model, ReadOnlySpan<int> ids, string name)
    {
        int position = ids.IndexOfAnyExceptInRange(0, model.VocabularySize - 1);
        if (position >= 0)
        {
            throw new ArgumentOutOfRangeException(
                name, ids[position], $"Token {ids[position]} at position {position} is outside [0, {model.VocabularySize}). Encode the text with the vocabulary of the model.");
        }
    }
}
