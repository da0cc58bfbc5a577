using LanguageModeling.Generation;

namespace LanguageModeling;

/// <summary>Generation of token ids with any language model.</summary>
public static class TokenGeneration
{
    /// <summary>Generates tokens one after another, greedily or by drawing; each is given out as soon as it is known.</summary>
    /// <param name="model">The model.</param>
    /// <param name="prompt">Ids to continue; may be empty. The beginning of sequence is put before them when the model has one and they lack it.</param>
    /// <param name="options">Settings; <see langword="null"/> for the defaults. No beam search, one result, no stop strings.</param>
    /// <param name="cancellationToken">Stops the generation, inside a step where the model can.</param>
    /// <returns>
    /// The tokens, lazily; the last one has a finish reason. Each enumeration generates anew, with a state of its own, and so with
    /// other draws unless the options have a seed.
    /// </returns>
    /// <exception cref="ArgumentException">The options contradict each other or need another method, or the prompt does not fit the model.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; thrown by the enumeration.</exception>
    public static IEnumerable<GeneratedToken> GenerateTokens(
        this ILanguageModel model, IReadOnlyList<int> prompt, GenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        GenerationTask task = CreateTask(model, prompt, options);
        task.RequireNoBeams(nameof(GenerateSequences));
        task.RequireOneResult(nameof(GenerateSequences));
        return Generate(task, cancellationToken);
    }

    /// <summary>Generates whole sequences: one, several independent draws, or the best of beam search.</summary>
    /// <param name="model">The model.</param>
    /// <param name="prompt">Ids to continue; may be empty. The beginning of sequence is put before them when the model has one and they lack it.</param>
    /// <param name="options">Settings; <see langword="null"/> for the defaults. No stop strings.</param>
    /// <param name="cancellationToken">Stops the generation, inside a step where the model can.</param>
    /// <returns>
    /// <see cref="GenerationOptions.ResultCount"/> sequences: draws in the order they were drawn, or results of beam search best first,
    /// which can be fewer when there are no more.
    /// </returns>
    /// <exception cref="ArgumentException">The options contradict each other or need text, or the prompt does not fit the model.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static IReadOnlyList<GeneratedSequence> GenerateSequences(
        this ILanguageModel model, IReadOnlyList<int> prompt, GenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        GenerationTask task = CreateTask(model, prompt, options);
        if (task.Options.Beams > 1)
        {
            return BeamSearch.Run(task, null, cancellationToken);
        }

        using TokenContext prompted = task.CreatePromptContext(cancellationToken);
        List<GeneratedSequence> results = [];
        foreach (ulong? seed in task.CreateSeeds())
        {
            using TokenContext context = prompted.Fork();
            results.Add(new TokenGenerator(task, context, seed ?? 0).Run(seed, cancellationToken));
        }

        return results;
    }

    private static GenerationTask CreateTask(ILanguageModel model, IReadOnlyList<int> prompt, GenerationOptions? options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(prompt);
        GenerationTask task = new(model, prompt, options, model.VocabularySize);
        if (task.Options.Constraint is not null)
        {
            throw new ArgumentException(
                "Constraint needs text, but a language model alone gives ids. Generate with a TextLanguageModel.", nameof(options));
        }

        if (task.Options.StopStrings.Count > 0)
        {
            throw new ArgumentException(
                "StopStrings needs text, but a language model alone gives ids. Use StopTokens, or generate with a TextLanguageModel.", nameof(options));
        }

        return task;
    }

    private static IEnumerable<GeneratedToken> Generate(GenerationTask task, CancellationToken cancellationToken)
    {
        ulong seed = task.CreateSeeds()[0] ?? 0;
        using TokenContext context = task.CreatePromptContext(cancellationToken);
        var generator = new TokenGenerator(task, context, seed);
        while (generator.TryNext(out GeneratedToken token, cancellationToken))
        {
            yield return token;
        }
    }
}
