using LanguageModeling.Bridge;

namespace LanguageModeling;

/// <summary>Settings for ranking choices in a pipeline. Immutable; copy with <c>with</c>.</summary>
public sealed record RankChoicesOptions
{
    /// <summary>Name of the column with the contexts, text, such as prompts of <c>FormatPrompt</c>. Default "Prompt".</summary>
    public string ContextColumnName { get; init; } = "Prompt";

    /// <summary>Name of the column with each row's choices, a vector of text. Not read when <see cref="Choices"/> are given. Default "Choices".</summary>
    public string ChoicesColumnName { get; init; } = "Choices";

    /// <summary>Choices that are the same for all rows. Default null: from the column.</summary>
    public IReadOnlyList<string>? Choices { get; init; }

    /// <summary>Stands between a context and each choice; scored with it, but not counted in its bytes. Default " ".</summary>
    public string OutputSeparator { get; init; } = " ";

    /// <summary>
    /// Name of a column with the right choice, for AnswerIndex: its index from 0 (a whole number or Boolean), a key (index + 1), or its text. Default null: none.
    /// </summary>
    public string? AnswerColumnName { get; init; }

    /// <summary>Begins the names of all columns that are added. Default "".</summary>
    public string OutputColumnPrefix { get; init; } = "";

    /// <summary>Whether the token that begins sequences stands before the context, where the model's prompts have it. Default true.</summary>
    public bool AddBeginningOfSequence { get; init; } = true;

    /// <summary>Whether the token that ends sequences is scored after each choice. Default false: the text may go on.</summary>
    public bool AddEndOfSequence { get; init; }

    /// <summary>Rows whose choices the model scores with one call. Default 16.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>Calls to the model at a time. Default null: as many as the machine has processors.</summary>
    public int? NumberOfThreads { get; init; }

    /// <summary>Stops reading and scoring. Not saved.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>How rows are gathered.</summary>
    internal BatchSettings Batches => new(BatchSize, NumberOfThreads ?? Environment.ProcessorCount, CancellationToken);

    /// <summary>How texts are scored.</summary>
    internal ScoringOptions Scoring => new() { AddBeginningOfSequence = AddBeginningOfSequence, AddEndOfSequence = AddEndOfSequence };

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(ContextColumnName);
        ArgumentNullException.ThrowIfNull(OutputSeparator);
        ArgumentNullException.ThrowIfNull(OutputColumnPrefix);
        if (Choices is null)
        {
            ArgumentException.ThrowIfNullOrEmpty(ChoicesColumnName);
        }
        else if (Choices.Count == 0 || Choices.Contains(null))
        {
            throw new ArgumentException("There are no choices, or one is null. Give at least one text, or null for a column of choices.", nameof(Choices));
        }

        if (AnswerColumnName is { } answer)
        {
            ArgumentException.ThrowIfNullOrEmpty(answer, nameof(AnswerColumnName));
        }

        Batches.Validate();
    }
}
