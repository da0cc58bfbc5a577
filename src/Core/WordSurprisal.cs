namespace LanguageModeling;

/// <summary>How surprising a word is after the words before it: -log2 P, summed over the tokens that it is made of.</summary>
/// <param name="Word">The word as the text has it; several, where one token covers them.</param>
/// <param name="Start">Where it begins in the text, in UTF-16 code units.</param>
/// <param name="Length">Its length, in UTF-16 code units.</param>
/// <param name="SurprisalBits">-Σ log2 P(token | all before it), in bits, not negative.</param>
/// <param name="TokenCount">Number of tokens in the sum.</param>
/// <param name="UnknownCount">How many of them are the unknown token.</param>
public sealed record WordSurprisal(string Word, int Start, int Length, double SurprisalBits, int TokenCount, int UnknownCount);
