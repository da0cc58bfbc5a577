namespace LanguageModeling;

/// <summary>Why a generation ended.</summary>
public enum FinishReason
{
    /// <summary>The model generated its end of sequence.</summary>
    EndOfSequence,

    /// <summary>A token of <see cref="GenerationOptions.StopTokens"/> was generated.</summary>
    StopToken,

    /// <summary>A text of <see cref="GenerationOptions.StopStrings"/> came up; the generated text ends before it.</summary>
    StopString,

    /// <summary>The text satisfies <see cref="GenerationOptions.Constraint"/>, and nothing could follow.</summary>
    ConstraintMet,

    /// <summary><see cref="GenerationOptions.MaximumTokens"/> was reached.</summary>
    MaximumTokens,

    /// <summary>The model's context, <see cref="ILanguageModel.MaximumContextLength"/>, has no room for another token.</summary>
    ContextFull,

    /// <summary>Every token has probability 0, by the model or by the options (banned tokens, no repeated n-grams, minimum length).</summary>
    NoTokenLeft,
}
