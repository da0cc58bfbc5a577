namespace LanguageModeling.Signatures;

/// <summary>One part of the key/value cache: where it goes in, and where it comes out longer.</summary>
/// <param name="PastName">Name of the input; null in a graph that begins without a past.</param>
/// <param name="PresentName">Name of the output.</param>
internal sealed record CacheEntry(string? PastName, string PresentName);
