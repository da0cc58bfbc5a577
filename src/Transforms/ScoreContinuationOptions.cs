using LanguageModeling.Bridge;

namespace LanguageModeling;

/// <summary>Settings for scoring continuations in a pipeline. Immutable; copy with <c>with</c>.</summary>
public sealed record ScoreContinuationOptions
{
    /// <summary>Name of the column with the contexts, text, such as prompts of <c>FormatPrompt</c>. Default "Prompt".</summary>
    public string ContextColumnName { get; init; } = "Prompt";

    /// <summary>Name of the column with the texts to score, with the space before them where one belongs. Default "Answer".</summary>
    public string ContinuationColumnName { get; init; } = "Answer";

    /// <summary>Begins the names of all columns that are added. Default "".</summary>
    public string OutputColumnPrefix { get; init; } = "";

    /// <summary>Whether the token that begins sequences stands before the context, where the model's prompts have it. Default true.</summary>
    public bool AddBeginningOfSequence { get; init; } = true;

    /// <summary>Whether the token that ends sequences is scored after the continuation. Default false: the text may go on.</summary>
    public bool AddEndOfSequence { get; init; }

    /// <summary>Whether TokenRanks and IsGreedy are added. Costs whole distributions. Default false.</summary>
    public bool WithRanks { get; init; }

    /// <summary>Rows that the model scores with one call. Default 64.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Calls to the model at a time. Default null: as many as the machine has processors.</summary>
    public int? NumberOfThreads { get; init; }

    /// <summary>Stops reading and scoring. Not saved.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>How rows are gathered.</summary>
    internal BatchSettings Batches => new(BatchSize, NumberOfThreads ?? Environment.ProcessorCount, CancellationToken);

    /// <summary>How texts are scored.</summary>
    internal ScoringOptions Scoring => new() { AddBeginningOfSequence = AddBeginningOfSequence, AddEndOfSequence = AddEndOfSequence, WithRanks = WithRanks };

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(ContextColumnName);
        ArgumentException.ThrowIfNullOrEmpty(ContinuationColumnName);
        ArgumentNullException.ThrowIfNull(OutputColumnPrefix);
        Batches.Validate();
    }
}
