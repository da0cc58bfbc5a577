namespace LanguageModeling;

/// <summary>How well similarities of vectors agree with people's judgement of pairs of words.</summary>
/// <param name="Spearman">Rank correlation, from -1 to 1, equal values sharing their mean rank; NaN for fewer than two pairs.</param>
/// <param name="Pearson">Correlation of the values themselves.</param>
/// <param name="Pairs">Pairs both of whose words have a vector.</param>
/// <param name="Skipped">Pairs with a word that has none.</param>
public sealed record WordSimilarityResult(double Spearman, double Pearson, int Pairs, int Skipped);
