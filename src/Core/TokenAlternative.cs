namespace LanguageModeling;

/// <summary>A token that could have stood at a place of a generated text.</summary>
/// <param name="Id">Token id.</param>
/// <param name="LogProbability">ln P(token | everything before), by the model itself, before any option of the generation acts.</param>
public readonly record struct TokenAlternative(int Id, double LogProbability);
