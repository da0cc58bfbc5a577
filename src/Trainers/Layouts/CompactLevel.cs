namespace LanguageModeling.Layouts;

/// <summary>The n-grams of one order from 2 on in the compact layout: those of a context side by side, in the order of the codes of their last words.</summary>
/// <param name="Children">For each node of the level before, which n-grams are its children.</param>
/// <param name="Words">For each n-gram, the code of its last word, times two; plus 1 when it is the end of a longer one.</param>
/// <param name="Numbers">For each n-gram, the codes of its probability (low bits) and back-off weight.</param>
/// <param name="Probabilities">The code of magnitudes of log10 probabilities.</param>
/// <param name="Backoffs">The code of back-off weights; of no bits at the highest order.</param>
internal readonly record struct CompactLevel(ChildStarts Children, PackedNumbers Words, PackedNumbers Numbers, NumberCode Probabilities, NumberCode Backoffs);
