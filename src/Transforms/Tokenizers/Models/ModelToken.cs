namespace LanguageModeling.Tokenizers;

/// <summary>A token that a model finds in a word.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Text">Its spelling; for unknown text, as the model has it.</param>
/// <param name="Start">Where it begins in the word, in UTF-16 code units.</param>
/// <param name="End">Where it ends.</param>
internal readonly record struct ModelToken(int Id, string Text, int Start, int End);
