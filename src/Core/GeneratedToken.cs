namespace LanguageModeling;

/// <summary>One generated token.</summary>
/// <param name="Id">Token id. -1 only where <paramref name="FinishReason"/> is <see cref="LanguageModeling.FinishReason.NoTokenLeft"/>: no token.</param>
/// <param name="LogProbability">
/// ln P(token | everything before), by the model itself, before temperature, penalties or any other option acts; a natural log, taken
/// from the model's <see cref="float"/> distribution.
/// </param>
/// <param name="Alternatives">
/// The <see cref="GenerationOptions.TopAlternatives"/> most probable tokens at this place, best first, ties by lower id; the generated
/// token may be among them. Empty unless asked for.
/// </param>
/// <param name="FinishReason">Why the generation ended with this token; <see langword="null"/> on every token but the last.</param>
public readonly record struct GeneratedToken(int Id, double LogProbability, IReadOnlyList<TokenAlternative> Alternatives, FinishReason? FinishReason);
