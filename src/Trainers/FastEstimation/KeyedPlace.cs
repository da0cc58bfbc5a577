namespace LanguageModeling.FastEstimation;

/// <summary>A place of the text with the key it is sorted by.</summary>
/// <param name="Key">What comes first has the smaller key.</param>
/// <param name="Place">The place.</param>
internal readonly record struct KeyedPlace(ulong Key, int Place);
