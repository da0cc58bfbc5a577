namespace LanguageModeling.Tokenizers;

/// <summary>One token of an encoding under construction.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Text">Its spelling.</param>
/// <param name="Start">Where the part of the source text begins that it stands for, in UTF-16 code units.</param>
/// <param name="End">Where that part ends.</param>
/// <param name="TypeId">Number of the segment that it belongs to.</param>
/// <param name="Sequence">0 for the first text, 1 for the second, -1 for tokens that were added.</param>
/// <param name="IsPadding">Whether it fills up.</param>
internal readonly record struct EncodedItem(int Id, string Text, int Start, int End, int TypeId, int Sequence, bool IsPadding = false);
