using LanguageModeling.Bridge;

namespace LanguageModeling;

/// <summary>Settings for generating text in a pipeline. Immutable; copy with <c>with</c>.</summary>
public sealed record GenerateTextOptions
{
    /// <summary>Name of the column with the generated text. Default "GeneratedText".</summary>
    public string OutputColumnName { get; init; } = "GeneratedText";

    /// <summary>Name of the column with the prompts. Default "Text".</summary>
    public string InputColumnName { get; init; } = "Text";

    /// <summary>
    /// How text is generated. Each row draws with a seed made of <see cref="GenerationOptions.Seed"/> and its prompt, so that a text depends
    /// neither on the order of rows nor on threads, and equal prompts give equal texts. Without a seed one is drawn when the step is made.
    /// </summary>
    public GenerationOptions Generation { get; init; } = new();

    /// <summary>
    /// Batches generated at a time. Default null: one of <see cref="ILanguageModel.PreferredBatchSize"/> rows for a model that computes rows together, else
    /// one row for each of the machine's processors.
    /// </summary>
    public int? NumberOfThreads { get; init; }

    /// <summary>Stops reading and generating. Not saved.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>How rows are gathered for a model.</summary>
    internal BatchSettings BatchesFor(ILanguageModel model)
    {
        int size = Generation.Beams > 1 ? 1 : model.PreferredBatchSize;
        return new BatchSettings(size, NumberOfThreads ?? (size > 1 ? 1 : Environment.ProcessorCount), CancellationToken);
    }

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(OutputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(InputColumnName);
        ArgumentNullException.ThrowIfNull(Generation);
        Generation.Validate();
        if (Generation.ResultCount != 1)
        {
            throw new ArgumentException(
                $"ResultCount is {Generation.ResultCount}, but a row has one text. Set it to 1, or use GenerateMany of TextLanguageModel.", nameof(Generation));
        }

        if (NumberOfThreads is { } threads)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads, nameof(NumberOfThreads));
        }
    }
}
