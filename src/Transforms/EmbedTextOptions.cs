using LanguageModeling.Bridge;

namespace LanguageModeling;

/// <summary>Settings for embedding texts in a pipeline. Immutable; copy with <c>with</c>.</summary>
public sealed record EmbedTextOptions
{
    /// <summary>Name of the column with the embedding, a vector of Single. Default "Embedding".</summary>
    public string OutputColumnName { get; init; } = "Embedding";

    /// <summary>Name of the column with the texts. Default "Text".</summary>
    public string InputColumnName { get; init; } = "Text";

    /// <summary>Rows embedded by one call of the model. At least 1. Default 64.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Stops reading and embedding. Not saved.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>How rows are gathered; a call uses all cores by itself.</summary>
    internal BatchSettings Batches => new(BatchSize, 1, CancellationToken);

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(OutputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(InputColumnName);
        if (BatchSize is < 1 or > BatchSettings.LargestBatch)
        {
            throw new ArgumentOutOfRangeException(nameof(BatchSize), BatchSize, $"BatchSize must be from 1 to {BatchSettings.LargestBatch}.");
        }
    }
}
