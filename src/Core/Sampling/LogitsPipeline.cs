using System.Numerics.Tensors;
using LanguageModeling.Generation;

namespace LanguageModeling.Sampling;

/// <summary>Asks the model for the next distribution and lets every processor change it. Buffers are reused from step to step.</summary>
internal sealed class LogitsPipeline
{
    private readonly LogitsProcessor[] _processors;
    private readonly ConstraintMask? _constraint;
    private readonly int _promptLength;

    public LogitsPipeline(GenerationTask task)
    {
        _constraint = task.CreateConstraintMask();
        _promptLength = task.Prompt.Length;
        LogitsProcessor[] processors = CreateProcessors(task.Model, task.Options, task.UsableSize);
        _processors = _constraint is null ? processors : [.. processors, _constraint];
        LogProbabilities = new float[task.Model.VocabularySize];
        Logits = _processors.Length == 0 ? LogProbabilities : new float[task.Model.VocabularySize];
    }

    /// <summary>The model's own distribution, shape [V].</summary>
    public float[] LogProbabilities { get; }

    /// <summary>The distribution after all processors, not normalised, shape [V].</summary>
    public float[] Logits { get; }

    /// <summary>Whether the generated text satisfies the constraint, and nothing could follow; false when there is none.</summary>
    /// <param name="tokens">Prompt and tokens generated so far.</param>
    public bool MeetsConstraint(ReadOnlySpan<int> tokens) => _constraint?.IsComplete(tokens[_promptLength..]) == true;

    /// <summary>The processors that are switched on, in the order they act; without the constraint, which acts last.</summary>
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
        int[] banned = [.. options.BannedTokens.Union(never.OfType<int>().Where(id => id != special.EndOfSequence))]; // GPT-2 has one token for all three
        if (banned.Length > 0 || usableSize < vocabularySize)
        {
            processors.Add(new BannedTokens(banned, usableSize));
        }

        int[] ends = Ends(model, options);
        if (options.MinimumTokens > 0 && ends.Length > 0)
        {
            processors.Add(new MinimumLength(options.MinimumTokens, ends));
        }

        return [.. processors];
    }

    /// <summary>The tokens that end a generation.</summary>
    public static int[] Ends(ILanguageModel model, GenerationOptions options)
        => [.. options.StopTokens.Union(model.SpecialTokens.EndOfSequence is int end ? [end] : [])];

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
