using System.Numerics.Tensors;

namespace LanguageModeling.Sampling;

/// <summary>Asks the model for the next distribution and lets every processor change it. Buffers are reused from step to step.</summary>
internal sealed class LogitsPipeline
{
    private readonly LogitsProcessor[] _processors;

    public LogitsPipeline(ILanguageModel model, GenerationOptions options, int usableSize)
    {
        _processors = CreateProcessors(model, options, usableSize);
        LogProbabilities = new float[model.VocabularySize];
        Logits = _processors.Length == 0 ? LogProbabilities : new float[model.VocabularySize];
    }

    /// <summary>The model's own distribution, shape [V].</summary>
    public float[] LogProbabilities { get; }

    /// <summary>The distribution after all processors, not normalised, shape [V].</summary>
    public float[] Logits { get; }

    /// <summary>The processors that are switched on, in the order they act.</summary>
    public static LogitsProcessor[] CreateProcessors(ILanguageModel model, GenerationOptions options, int usableSize)
    {
        int vocabularySize = model.VocabularySize;
        SpecialTokens special = model.SpecialTokens;
        List<LogitsProcessor> processors = [];
        if (options.RepetitionPenalty != 1)
        {
            processors.Add(new RepetitionPenalty(options.RepetitionPenalty, vocabularySize));
        }

        if (options.FrequencyPenalty != 0 || options.PresencePenalty != 0)
        {
            processors.Add(new FrequencyPenalty(options.FrequencyPenalty, options.PresencePenalty, vocabularySize));
        }

        if (options.LogitBias.Count > 0)
        {
            processors.Add(new LogitBias(options.LogitBias));
        }

        if (options.NoRepeatNgramSize > 0)
        {
            processors.Add(new NoRepeatNgram(options.NoRepeatNgramSize));
        }

        int?[] never = [special.BeginningOfSequence, special.Padding, options.AllowUnknown ? null : special.Unknown];
        int[] banned = [.. options.BannedTokens.Union(never.OfType<int>())];
        if (banned.Length > 0 || usableSize < vocabularySize)
        {
            processors.Add(new BannedTokens(banned, usableSize));
        }

        int[] ends = [.. options.StopTokens.Union(special.EndOfSequence is int eos ? [eos] : [])];
        if (options.MinimumTokens > 0 && ends.Length > 0)
        {
            processors.Add(new MinimumLength(options.MinimumTokens, ends));
        }

        return [.. processors];
    }

    /// <summary>Fills both buffers for the next token.</summary>
    /// <param name="state">Has all of <paramref name="tokens"/> as its context.</param>
    /// <param name="tokens">Prompt and tokens generated so far.</param>
    /// <param name="promptLength">How many of <paramref name="tokens"/> are prompt.</param>
    /// <param name="cancellationToken">Stops the model's work.</param>
    /// <exception cref="InvalidOperationException">The model gave something that is no log probability.</exception>
    public void Run(LanguageModelState state, ReadOnlySpan<int> tokens, int promptLength, CancellationToken cancellationToken)
    {
        state.GetNextLogProbabilities(LogProbabilities, cancellationToken);
        float highest = TensorPrimitives.Max<float>(LogProbabilities); // NaN when any is NaN
        if (float.IsNaN(highest) || float.IsPositiveInfinity(highest))
        {
            throw new InvalidOperationException(
                FormattableString.Invariant(
                    $"After {tokens.Length} tokens the model gave {highest} as a log probability. Its weights or its inputs are damaged; load the model again."));
        }

        if (_processors.Length > 0)
        {
            LogProbabilities.CopyTo(Logits, 0);
            foreach (LogitsProcessor processor in _processors)
            {
                processor.Apply(Logits, tokens, promptLength);
            }
        }
    }
}
