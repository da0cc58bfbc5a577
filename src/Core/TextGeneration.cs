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

    private static List<GenerationResult> GenerateMany(TextTask text, CancellationToken cancellationToken)
    {
        if (text.Task.Options.Beams > 1)
        {
            return [.. SearchBeams(text, cancellationToken)];
        }

        using TokenContext prompted = text.Task.CreatePromptContext(cancellationToken);
        List<GenerationResult> results = [];
        foreach (ulong? seed in text.Task.CreateSeeds())
        {
            using TokenContext context = prompted.Fork();
            results.Add(text.CreateGenerator(context, seed).Run(cancellationToken));
        }

        return results;
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
