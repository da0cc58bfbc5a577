namespace LanguageModeling;

/// <summary>How well a word2vec model expects the words of a sentence; see <see cref="Word2VecModel.Score(IReadOnlyList{string}, Word2VecSoftmax?)"/>.</summary>
/// <param name="LogProbability">Sum of the natural logarithms, at most 0.</param>
/// <param name="WordCount">Words scored: those with a vector and another such word within the window.</param>
/// <param name="UnknownCount">Words without a vector, left out.</param>
public readonly record struct Word2VecScore(double LogProbability, int WordCount, int UnknownCount);
