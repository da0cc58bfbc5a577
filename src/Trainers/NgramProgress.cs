namespace LanguageModeling;

/// <summary>How far the training of an n-gram model has come.</summary>
/// <param name="Phase">"Reading", "Sorting", "Counting" or "Estimating".</param>
/// <param name="Done">Units done in this phase: tokens while reading, else orders of n-grams.</param>
/// <param name="Total">Units in this phase, or <see langword="null"/> when that is not known, as while reading.</param>
public readonly record struct NgramProgress(string Phase, long Done, long? Total);
