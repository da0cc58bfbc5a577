namespace LanguageModeling;

/// <summary>How far the training of a tokenizer has come.</summary>
/// <param name="Phase">"Reading" or "Learning".</param>
/// <param name="Done">Words read, or steps of learning done.</param>
/// <param name="Total">Steps in this phase, or null when that is not known, as while reading.</param>
public readonly record struct TokenizerTrainingProgress(string Phase, long Done, long? Total);
