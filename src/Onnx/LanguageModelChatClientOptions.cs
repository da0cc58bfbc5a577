namespace LanguageModeling;

/// <summary>Settings of a <see cref="LanguageModelChatClient"/>. Immutable; copy with <c>with</c>.</summary>
public sealed record LanguageModelChatClientOptions
{
    /// <summary>What answers and telemetry call the model. Default <see langword="null"/>: the name of its folder, where it was loaded from one, or "language-model".</summary>
    public string? ModelId { get; init; }

    /// <summary>
    /// How text is generated where a request does not say. Default <see langword="null"/>: as the files beside the model tell, where it was loaded
    /// from some, or by the defaults of <see cref="GenerationOptions"/>.
    /// </summary>
    public GenerationOptions? Generation { get; init; }

    /// <summary>Most answers that are generated at a time, side by side in one batch; each has a key/value cache of its own. Further requests wait. Default 8.</summary>
    public int BatchSize { get; init; } = 8;

    /// <summary>
    /// How many ended answers to keep in the model's memory, chat and all, so that the next turn of each costs only what is new. Each keeps the
    /// key/value cache of its tokens. Default 4; 0 for none.
    /// </summary>
    public int KeptContexts { get; init; } = 4;

    internal void Validate()
    {
        if (BatchSize < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(BatchSize), BatchSize, "BatchSize must be at least 1.");
        }

        if (KeptContexts < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(KeptContexts), KeptContexts, "KeptContexts must be at least 0.");
        }

        Generation?.Validate();
    }
}
