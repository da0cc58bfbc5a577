using LanguageModeling.Constraints;
using LanguageModeling.Sampling;

namespace LanguageModeling.Generation;

/// <summary>What one call for a generation asks: the checked options, the whole prompt, and how it can end. Immutable.</summary>
internal sealed class GenerationTask
{
    /// <param name="model">The model.</param>
    /// <param name="prompt">Ids of the prompt; the beginning of sequence is put before them when the model has one and they lack it.</param>
    /// <param name="options">Settings; <see langword="null"/> for the defaults.</param>
    /// <param name="usableSize">Number of ids, from 0, that may be generated.</param>
    public GenerationTask(ILanguageModel model, IReadOnlyList<int> prompt, GenerationOptions? options, int usableSize)
    {
        Model = model;
        Options = options ?? new GenerationOptions();
        Options.Validate(model.VocabularySize);
        UsableSize = usableSize;
        for (int i = 0; i < prompt.Count; i++)
        {
            if (prompt[i] < 0 || prompt[i] >= model.VocabularySize)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(prompt), prompt[i], $"Token {i} of the prompt is not an id of the model, from 0 to {model.VocabularySize - 1}. Encode it with the model's codec.");
            }
        }

        bool needsStart = model.SpecialTokens.BeginningOfSequence is int first
            && (prompt.Count == 0 || (model.SpecialTokens.AddBeginningToPrompts && prompt[0] != first));
        Prompt = needsStart ? [model.SpecialTokens.BeginningOfSequence!.Value, .. prompt] : [.. prompt];
        if (model.MaximumContextLength is int longest)
        {
            int start = Prompt.Length > 0 && Prompt[0] == model.SpecialTokens.BeginningOfSequence ? 1 : 0;
            KeptTokens = (int)Math.Min(Math.Min(Options.KeptTokens + (long)start, Prompt.Length), longest - 1);
            Prompt = ContextFit.Fit(Prompt, KeptTokens, longest, Options);
        }
    }

    public ILanguageModel Model { get; }

    public GenerationOptions Options { get; }

    /// <summary>Number of ids, from 0, that may be generated.</summary>
    public int UsableSize { get; }

    /// <summary>Ids of the prompt with its beginning of sequence.</summary>
    public int[] Prompt { get; }

    /// <summary>How many first tokens of the context are never dropped.</summary>
    public int KeptTokens { get; }

    /// <summary>Whether a full context makes room by itself.</summary>
    public bool Slides => Options.Overflow == ContextOverflow.SlidingWindow;

    /// <summary>What the generated text must satisfy, made ready for the codec; null when it may be any.</summary>
    public CompiledConstraint? Constraint { get; init; }

    /// <summary>Whether no text stands before the first generated token, as the codec decodes it.</summary>
    public bool StartsText { get; init; }

    /// <summary>The prompt as a context. The caller disposes it.</summary>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <param name="isLater">Whether the model may wait with the prompt until it is asked, for this one or for many.</param>
    public TokenContext CreatePromptContext(CancellationToken cancellationToken, bool isLater = false)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var context = new TokenContext(Model.CreateState());
        try
        {
            if (isLater)
            {
                context.MoveToLater(Prompt);
            }
            else
            {
                context.Append(Prompt, cancellationToken);
            }

            return context;
        }
        catch
        {
            context.Dispose();
            throw;
        }
    }

    /// <summary>Forbids tokens that the constraint does not allow; null when there is no constraint.</summary>
    /// <exception cref="ArgumentException">The tokens that can be generated are too few for any text that satisfies it.</exception>
    public ConstraintMask? CreateConstraintMask()
    {
        if (Constraint is null)
        {
            return null;
        }

        int needed = Constraint.CurrentSession.TokensOfShortestText(StartsText);
        int available = TokensLeft(0, Prompt.Length);
        if (needed > available)
        {
            throw new ArgumentException(needed == TokenMasks.Impossible
                ? "The model's tokens can spell no text that satisfies the Constraint. Check its spelling, case and spaces against the vocabulary."
                : $"Only {available} tokens can be generated, but the shortest text that satisfies the Constraint takes {needed}. Raise MaximumTokens, or shorten the prompt.");
        }

        return new ConstraintMask(Constraint, StartsText, TokensLeft, LogitsPipeline.Ends(Model, Options));
    }

    /// <summary>How many tokens can be generated after some, given their number and that of all tokens with the prompt's.</summary>
    private int TokensLeft(int generated, int length)
        => Math.Min(Options.MaximumTokens - generated, Model.MaximumContextLength is { } longest && !Slides ? longest - length + 1 : int.MaxValue);

    /// <summary>Whether a token ends the generation by itself.</summary>
    public FinishReason? ReasonOf(int token)
        => token == Model.SpecialTokens.EndOfSequence ? FinishReason.EndOfSequence
            : Options.StopTokens.Contains(token) ? FinishReason.StopToken
            : null;

    /// <summary>Whether the generation ends because there are enough tokens.</summary>
    /// <param name="generated">Number of generated tokens.</param>
    /// <param name="contextLength">Length of the state's context, without the newest token.</param>
    public FinishReason? ReasonOfLength(int generated, int contextLength)
        => generated >= Options.MaximumTokens ? FinishReason.MaximumTokens
            : contextLength >= Model.MaximumContextLength && !Slides ? FinishReason.ContextFull
            : null;

    /// <summary>Seeds of the results: the first is the seed itself, so that asking for more results does not change it.</summary>
    public ulong?[] CreateSeeds()
    {
        ulong?[] seeds = new ulong?[Options.ResultCount];
        if (Options.Sample)
        {
            ulong seed = Options.Seed ?? (ulong)Random.Shared.NextInt64(long.MinValue, long.MaxValue);
            ulong state = seed;
            for (int i = 0; i < seeds.Length; i++)
            {
                seeds[i] = i == 0 ? seed : Sampling.Xoshiro256.SplitMix64(ref state);
            }
        }

        return seeds;
    }

    /// <summary>Refuses beam search where tokens are given out one by one.</summary>
    public void RequireNoBeams(string instead)
    {
        if (Options.Beams > 1)
        {
            throw new ArgumentException(
                $"Beams is {Options.Beams} but beam search knows its tokens only at the end. Set Beams to 1, or call {instead}.");
        }
    }

    /// <summary>Refuses several results where there is one.</summary>
    public void RequireOneResult(string instead)
    {
        if (Options.ResultCount > 1)
        {
            throw new ArgumentException($"ResultCount is {Options.ResultCount} but this gives one result. Set it to 1, or call {instead}.");
        }
    }
}
