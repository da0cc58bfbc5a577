using Microsoft.ML;

namespace LanguageModeling;

/// <summary>Settings for writing prompts in a pipeline. Immutable; copy with <c>with</c>.</summary>
public sealed record FormatPromptOptions
{
    /// <summary>The task. Its templates name columns.</summary>
    public required FewShotPrompt Prompt { get; init; }

    /// <summary>Name of the column with the prompts, text. Default "Prompt".</summary>
    public string OutputColumnName { get; init; } = "Prompt";

    /// <summary>Name of a column with the answers that belong after the prompts, separator first, text; needs a template of the output. Default null: none.</summary>
    public string? AnswerColumnName { get; init; }

    /// <summary>
    /// Where the examples come from, if the task asks for some and has none: data with the columns of both templates, read by Fit. Default null: the data
    /// that the step is fitted on. Not saved; the examples are.
    /// </summary>
    public IDataView? Examples { get; init; }

    /// <summary>Stops reading the examples. Not saved.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Whether Fit has to read examples.</summary>
    internal bool NeedsExamples => Prompt.ShotCount > 0 && Prompt.Examples.Count == 0;

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(OutputColumnName);
        ArgumentNullException.ThrowIfNull(Prompt);
        Prompt.Validate();
        if (AnswerColumnName is { } answer)
        {
            ArgumentException.ThrowIfNullOrEmpty(answer, nameof(AnswerColumnName));
        }

        if (Prompt.Output is null && (AnswerColumnName is not null || NeedsExamples))
        {
            throw new ArgumentException("Answers and examples need a template of the output. Give one to the constructor of FewShotPrompt.", nameof(Prompt));
        }
    }
}
