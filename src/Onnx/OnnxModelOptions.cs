namespace LanguageModeling;

/// <summary>How to load and run an ONNX language model. Immutable; copy with <c>with</c>.</summary>
public sealed record OnnxModelOptions
{
    private const int MostLookupTokens = 64;

    /// <summary>The device. Default the processor. Belongs to run time: no model file stores it.</summary>
    public OnnxDevice Device { get; init; } = OnnxDevice.Cpu;

    /// <summary>
    /// Whether a CUDA device that cannot be used is replaced by the processor, with one warning, instead of an error. Default
    /// <see langword="false"/>; <see cref="OnnxDevice.Auto"/> always falls back.
    /// </summary>
    public bool FallbackToCpu { get; init; }

    /// <summary>Receives the one warning about a fallback to the processor. Default: standard error.</summary>
    public Action<string>? Warn { get; init; }

    /// <summary>
    /// Which precision to take from a folder with several: the end of the file's name, such as <c>fp16</c>, <c>quantized</c> or <c>q4</c>.
    /// Default <see langword="null"/>: the file without such an end.
    /// </summary>
    public string? Variant { get; init; }

    /// <summary>The ids with a special part; default <see langword="null"/>: those that the files beside the model tell.</summary>
    public SpecialTokens? SpecialTokens { get; init; }

    /// <summary>
    /// The token that stands for the beginning of a text where a text has no context at all. Default <see langword="null"/>: the beginning
    /// of sequence, or the end of sequence, that the files beside the model tell.
    /// </summary>
    public int? StartToken { get; init; }

    /// <summary>Most tokens of context. Default <see langword="null"/>: what the files beside the model tell, or no limit.</summary>
    public int? ContextLength { get; init; }

    /// <summary>Turns text into ids and back. Default <see langword="null"/>: the tokenizer beside the model.</summary>
    public ITextCodec? Codec { get; init; }

    /// <summary>Most tokens of a prompt that go through the model in one run. Default 512.</summary>
    public int PrefillTokens { get; init; } = 512;

    /// <summary>
    /// Prompt lookup: how many tokens to try ahead in one run, copied from behind an earlier place in the context that reads like its end (Saxena
    /// 2023, "Prompt Lookup Decoding"). What is generated stays the same, up to the rounding of sums; texts that repeat their prompt, such as
    /// summaries, edits and code, come faster. Default 0: off.
    /// </summary>
    public int LookupTokens { get; init; }

    /// <summary>Most tokens, padding included, that <see cref="OnnxLanguageModel.ScoreBatch"/> puts into one run. Default 512.</summary>
    public int ScoringTokens { get; init; } = 512;

    /// <summary>
    /// Most bytes that a saved ML.NET pipeline holds of the model: a smaller one is embedded with all its files, a larger one is referred to by its
    /// path and the SHA-256 of its files. Default 64 MB.
    /// </summary>
    public long EmbedLimit { get; init; } = 64L << 20;

    /// <summary>Threads that one run uses on the processor. Default <see langword="null"/>: one for each core.</summary>
    public int? Threads { get; init; }

    /// <summary>Whether these threads wait actively between two runs: faster by a tenth to a third, at the cost of the processor's idle time. Default true.</summary>
    public bool AllowSpinning { get; init; } = true;

    /// <summary>Settings of the CUDA provider.</summary>
    public OnnxCudaOptions Cuda { get; init; } = new();

    /// <summary>Keeps keys and values on the processor as on any other device, so that tests run what a device runs.</summary>
    internal bool KeepsCachesAsOnDevice { get; init; }

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Device);
        ArgumentNullException.ThrowIfNull(Cuda);
        Require(ContextLength is null or > 0, nameof(ContextLength), ContextLength);
        Require(PrefillTokens > 0, nameof(PrefillTokens), PrefillTokens);
        Require(ScoringTokens > 0, nameof(ScoringTokens), ScoringTokens);
        Require(Threads is null or > 0, nameof(Threads), Threads);
        Require(LookupTokens is >= 0 and <= MostLookupTokens, nameof(LookupTokens), LookupTokens);
        Require(EmbedLimit >= 0, nameof(EmbedLimit), EmbedLimit);
        Require(StartToken is null or >= 0, nameof(StartToken), StartToken);
        Require(Cuda.MemoryLimit is null or > 0, nameof(OnnxCudaOptions.MemoryLimit), Cuda.MemoryLimit);
    }

    private static void Require(bool holds, string name, object? value)
    {
        if (!holds)
        {
            string range = name switch
            {
                nameof(StartToken) => "a token id",
                nameof(EmbedLimit) => "at least 0",
                nameof(LookupTokens) => $"from 0 to {MostLookupTokens}",
                _ => "above 0",
            };
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be {range}.");
        }
    }
}
