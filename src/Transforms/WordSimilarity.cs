namespace LanguageModeling;

/// <summary>A word and how similar it is to what was asked for.</summary>
/// <param name="Word">The word.</param>
/// <param name="Similarity">The cosine, from -1 to 1; for <see cref="AnalogyMethod.Multiply"/> that method's score, at least 0.</param>
public readonly record struct WordSimilarity(string Word, double Similarity);
