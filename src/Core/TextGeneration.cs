using System.Runtime.CompilerServices;
using LanguageModeling.Generation;

namespace LanguageModeling;

/// <summary>Generation of text with any language model and its codec.</summary>
/// <remarks>
/// The generated text continues the prompt: where the codec writes a space between the prompt's last word and the first generated one,
/// the text begins with that space, unless the prompt ends in white space already.
/// </remarks>
public static class TextGeneration
{
    /// <summary>Generates one text.</summary>
    /// <param name="model">The model and its codec.</param>
    /// <param name="prompt">Text to continue; may be empty.</param>
    /// <param name="options">Settings; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Stops the generation, inside a step where the model can.</param>
    /// <exception cref="ArgumentException">The options contradict each other, or the prompt does not fit the model.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static GenerationResult Generate(
        this TextLanguageModel model, string prompt, GenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        GenerationTask task = CreateTask(model, prompt, options);
        task.RequireOneResult(nameof(GenerateMany));
        return GenerateMany(model, task, prompt, cancellationToken)[0];
    }

    /// <summary>Generates several texts for one prompt: independent draws, or the best of beam search.</summary>
    /// <param name="model">The model and its codec.</param>
    /// <param name="prompt">Text to continue; may be empty.</param>
    /// <param name="options">Settings; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Stops the generation, inside a step where the model can.</param>
    /// <returns>
    /// <see cref="GenerationOptions.ResultCount"/> texts: draws in the order they were drawn, or results of beam search best first, which
    /// can be fewer when there are no more.
    /// </returns>
    /// <exception cref="ArgumentException">The options contradict each other, or the prompt does not fit the model.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static IReadOnlyList<GenerationResult> GenerateMany(
        this TextLanguageModel model, string prompt, GenerationOptions? options = null, CancellationToken cancellationToken = default)
        => GenerateMany(model, CreateTask(model, prompt, options), prompt, cancellationToken);

    /// <summary>Generates one text and gives out each piece as soon as it is certain.</summary>
    /// <param name="model">The model and its codec.</param>
    /// <param name="prompt">Text to continue; may be empty.</param>
    /// <param name="options">Settings; <see langword="null"/> for the defaults. No beam search, one result.</param>
    /// <param name="cancellationToken">Stops the generation, inside a step where the model can.</param>
    /// <returns>The pieces, lazily; the last one has a finish reason. The model works on the thread pool, never on the caller's thread.</returns>
    /// <exception cref="ArgumentException">The options contradict each other or need another method, or the prompt does not fit the model.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; thrown by the enumeration.</exception>
    public static IAsyncEnumerable<GeneratedText> GenerateStreamAsync(
        this TextLanguageModel model, string prompt, GenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        GenerationTask task = CreateTask(model, prompt, options);
        task.RequireNoBeams(nameof(GenerateMany));
        task.RequireOneResult(nameof(GenerateMany));
        return StreamAsync(model, task, prompt, cancellationToken);
    }

    private static async IAsyncEnumerable<GeneratedText> StreamAsync(
        TextLanguageModel model, GenerationTask task, string prompt, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ulong? seed = task.CreateSeeds()[0];
        using TextGenerator generator = await Task.Run(
            () => CreateGenerator(model, task, prompt, task.CreatePromptState(cancellationToken), seed), cancellationToken).ConfigureAwait(false);
        while (await Task.Run(() => generator.TryNext(out GeneratedText piece, cancellationToken) ? piece : null, cancellationToken).ConfigureAwait(false)
            is GeneratedText piece)
        {
            yield return piece;
        }
    }

    private static List<GenerationResult> GenerateMany(TextLanguageModel model, GenerationTask task, string prompt, CancellationToken cancellationToken)
    {
        if (task.Options.Beams > 1)
        {
            return [.. SearchBeams(model, task, prompt, cancellationToken)];
        }

        using LanguageModelState promptState = task.CreatePromptState(cancellationToken);
        List<GenerationResult> results = [];
        foreach (ulong? seed in task.CreateSeeds())
        {
            using TextGenerator generator = CreateGenerator(model, task, prompt, promptState.Fork(), seed);
            results.Add(generator.Run(cancellationToken));
        }

        return results;
    }

    private static IEnumerable<GenerationResult> SearchBeams(TextLanguageModel model, GenerationTask task, string prompt, CancellationToken cancellationToken)
    {
        (string Text, bool IsStopped) Assemble(IReadOnlyList<GeneratedToken> tokens)
        {
            TextAssembler assembler = new(model.Codec, task, prompt);
            string text = string.Concat(tokens.TakeWhile(_ => !assembler.IsStopped).Select(assembler.Add));
            return (text, assembler.IsStopped);
        }

        Func<IReadOnlyList<GeneratedToken>, bool>? isStopped = task.Options.StopStrings.Count > 0 ? tokens => Assemble(tokens).IsStopped : null;
        return BeamSearch.Run(task, isStopped, cancellationToken).Select(sequence => new GenerationResult
        {
            Text = Assemble(sequence.Tokens).Text,
            Tokens = sequence.Tokens,
            FinishReason = sequence.FinishReason,
            PromptTokenCount = sequence.PromptTokenCount,
            Score = sequence.Score,
        });
    }

    private static TextGenerator CreateGenerator(TextLanguageModel model, GenerationTask task, string prompt, LanguageModelState promptState, ulong? seed)
        => new(new TokenGenerator(task, promptState, seed ?? 0), new TextAssembler(model.Codec, task, prompt), task.Prompt.Length, seed);

    private static GenerationTask CreateTask(TextLanguageModel model, string prompt, GenerationOptions? options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(prompt);
        int[] ids = [.. model.Codec.Encode(prompt).Select(token => token.Id)];
        return new GenerationTask(model.Model, ids, options, model.Codec.VocabularySize)
        {
            Constraint = options?.Constraint?.For(model.Codec),
            StartsText = TextAssembler.StartsText(model.Codec.Decode(ids), prompt),
        };
    }
}
