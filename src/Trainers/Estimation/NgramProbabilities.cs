namespace LanguageModeling.Estimation;

/// <summary>Estimated probabilities, in the order of the counted n-grams.</summary>
/// <param name="P">p(w | h) of each n-gram hw, by order from 0 to N.</param>
/// <param name="Gamma">The back-off weight of each n-gram as a context, by order from 0 to N - 1; 1 where it is no context.</param>
internal sealed record NgramProbabilities(float[][] P, float[][] Gamma);
