namespace LanguageModeling.Generation;

/// <summary>A generation of text: what is asked of the model, and the prompt as its user wrote it. Immutable.</summary>
internal sealed class TextTask
{
    private readonly ITextCodec _codec;
    private readonly string _promptText;

    private TextTask(TextLanguageModel model, int[] prompt, string promptText, GenerationOptions? options)
    {
        _codec = model.Codec;
        _promptText = promptText;
        Task = new GenerationTask(model.Model, prompt, options, model.Codec.VocabularySize)
        {
            Constraint = options?.Constraint?.For(model.Codec),
            StartsText = TextAssembler.StartsText(model.Codec.Decode(prompt), promptText),
        };
    }

    public GenerationTask Task { get; }

    /// <summary>A generation after a text.</summary>
    public static TextTask Create(TextLanguageModel model, string prompt, GenerationOptions? options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(prompt);
        return new TextTask(model, Encode(model, prompt), prompt, options);
    }

    /// <summary>A generation after tokens and a text behind them.</summary>
    public static TextTask Create(TextLanguageModel model, ReadOnlySpan<int> tokens, string text, GenerationOptions? options)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new TextTask(model, [.. tokens, .. Encode(model, text)], text, options);
    }

    public TextAssembler CreateAssembler() => new(_codec, Task, _promptText);

    /// <summary>A generator of one text.</summary>
    /// <param name="context">Holds the prompt; stays its owner's.</param>
    /// <param name="seed">Start of the random numbers; null where nothing is drawn.</param>
    /// <param name="reused">How many tokens of the prompt had been computed before.</param>
    public TextGenerator CreateGenerator(TokenContext context, ulong? seed, int reused = 0)
        => new(new TokenGenerator(Task, context, seed ?? 0), CreateAssembler(), Task.Prompt.Length, seed) { ReusedTokenCount = reused };

    private static int[] Encode(TextLanguageModel model, string text) => [.. model.Codec.Encode(text).Select(token => token.Id)];
}
