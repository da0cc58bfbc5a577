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
        TextTask text = TextTask.Create(model, prompt, options);
        text.Task.RequireOneResult(nameof(GenerateMany));
        return GenerateMany(text, cancellationToken)[0];
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
        => GenerateMany(TextTask.Create(model, prompt, options), cancellationToken);

    /// <summary>Generates a text for each of many prompts, several at a time, which models that compute in batches do faster than one after another.</summary>
    /// <param name="model">The model and its codec.</param>
    /// <param name="prompts">Texts to continue, of any lengths.</param>
    /// <param name="options">Settings for each of them, a seed included; <see langword="null"/> for the defaults. No beam search, one result.</param>
    /// <param name="batchSize">
    /// Most texts generated at a time; each has a key/value cache of its own. A text that ends makes room for the next. Default <see langword="null"/>:
    /// <see cref="ILanguageModel.PreferredBatchSize"/>.
    /// </param>
    /// <param name="cancellationToken">Stops the generation, inside a step where the model can.</param>
    /// <returns>The texts in the order of the prompts. Each is the one that <see cref="Generate"/> gives, as far as the model computes a batch without other rounding.</returns>
    /// <exception cref="ArgumentException">The options contradict each other or need another method, or a prompt does not fit the model.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static IReadOnlyList<GenerationResult> GenerateAll(
        this TextLanguageModel model,
        IReadOnlyList<string> prompts,
        GenerationOptions? options = null,
        int? batchSize = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(prompts);
        int most = batchSize ?? model.Model.PreferredBatchSize;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(most, nameof(batchSize));
        TextTask[] texts = [.. prompts.Select(prompt => TextTask.Create(model, prompt, options))];
        foreach (TextTask text in texts)
        {
            text.Task.RequireNoBeams(nameof(GenerateMany));
            text.Task.RequireOneResult(nameof(GenerateMany));
        }

        return BatchGeneration.Run(
            model.Model,
            texts.Length,
            i => texts[i].Task.CreatePromptContext(cancellationToken, isLater: most > 1),
            (i, context) => texts[i].CreateGenerator(context, texts[i].Task.CreateSeeds()[0]),
            most,
            cancellationToken);
    }

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
        TextTask text = TextTask.Create(model, prompt, options);
        text.Task.RequireNoBeams(nameof(GenerateMany));
        text.Task.RequireOneResult(nameof(GenerateMany));
        return StreamAsync(text, cancellationToken);
    }

    private static async IAsyncEnumerable<GeneratedText> StreamAsync(TextTask text, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using TokenContext context = await Task.Run(() => text.Task.CreatePromptContext(cancellationToken), cancellationToken).ConfigureAwait(false);
        await foreach (GeneratedText piece in text.CreateGenerator(context, text.Task.CreateSeeds()[0]).StreamAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return piece;
        }
    }

    private static GenerationResult[] GenerateMany(TextTask text, CancellationToken cancellationToken)
    {
        if (text.Task.Options.Beams > 1)
        {
            return [.. SearchBeams(text, cancellationToken)];
        }

        using TokenContext prompted = text.Task.CreatePromptContext(cancellationToken);
        ulong?[] seeds = text.Task.CreateSeeds();
        return BatchGeneration.Run(
            text.Task.Model,
            seeds.Length,
            _ => prompted.Fork(),
            (i, context) => text.CreateGenerator(context, seeds[i]),
            text.Task.Model.PreferredBatchSize,
            cancellationToken);
    }

    private static IEnumerable<GenerationResult> SearchBeams(TextTask text, CancellationToken cancellationToken)
    {
        (string Text, bool IsStopped) Assemble(IReadOnlyList<GeneratedToken> tokens)
        {
            TextAssembler assembler = text.CreateAssembler();
            string assembled = string.Concat(tokens.TakeWhile(_ => !assembler.IsStopped).Select(assembler.Add));
            return (assembled, assembler.IsStopped);
        }

        Func<IReadOnlyList<GeneratedToken>, bool>? isStopped = text.Task.Options.StopStrings.Count > 0 ? tokens => Assemble(tokens).IsStopped : null;
        return BeamSearch.Run(text.Task, isStopped, cancellationToken).Select(sequence => new GenerationResult
        {
            Text = Assemble(sequence.Tokens).Text,
            Tokens = sequence.Tokens,
            FinishReason = sequence.FinishReason,
            PromptTokenCount = sequence.PromptTokenCount,
            Score = sequence.Score,
        });
    }
}
