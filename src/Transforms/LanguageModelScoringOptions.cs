using LanguageModeling.Bridge;

namespace LanguageModeling;

/// <summary>Settings for scoring tokens with a language model in a pipeline. Immutable; copy with <c>with</c>.</summary>
public sealed record LanguageModelScoringOptions
{
    /// <summary>Name of the column with token ids (a vector of Int32) or keys. Default "Tokens".</summary>
    public string InputColumnName { get; init; } = "Tokens";

    /// <summary>Begins the names of all columns that are added. Default "".</summary>
    public string OutputColumnPrefix { get; init; } = "";

    /// <summary>Name of the column with the text that the tokens come from, for BitsPerByte. Default null: BitsPerByte is NaN.</summary>
    public string? TextColumnName { get; init; }

    /// <summary>Whether the token that begins sequences, if the model has one, is context before the first token. Default true.</summary>
    public bool AddBeginningOfSequence { get; init; } = true;

    /// <summary>Whether the token that ends sequences, if the model has one, is scored after the last token. Default true.</summary>
    public bool AddEndOfSequence { get; init; } = true;

    /// <summary>Whether TokenRanks is added: for each token, how many are more probable. Costs whole distributions. Default false.</summary>
    public bool WithRanks { get; init; }

    /// <summary>Rows that the model scores with one call. Default 64.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Calls to the model at a time. Default null: as many as the machine has processors.</summary>
    public int? NumberOfThreads { get; init; }

    /// <summary>Stops reading and scoring. Not saved.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>How rows are gathered.</summary>
    internal BatchSettings Batches => new(BatchSize, NumberOfThreads ?? Environment.ProcessorCount, CancellationToken);

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(InputColumnName);
        ArgumentNullException.ThrowIfNull(OutputColumnPrefix);
        Batches.Validate();
    }
}
