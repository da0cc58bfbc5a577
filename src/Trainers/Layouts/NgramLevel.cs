namespace LanguageModeling.Layouts;

/// <summary>All n-grams of one order, in an order of their own: an n-gram is told by its number.</summary>
/// <param name="Contexts">For each n-gram, the number of its first n - 1 words in the level before; at order 1 empty.</param>
/// <param name="Words">For each n-gram, its last word; at order 1 its own number.</param>
/// <param name="Log10Probabilities">For each n-gram.</param>
/// <param name="Log10Backoffs">For each n-gram; empty at the highest order.</param>
internal sealed record NgramLevel(int[] Contexts, int[] Words, float[] Log10Probabilities, float[] Log10Backoffs);
