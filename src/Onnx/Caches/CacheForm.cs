using LanguageModeling.Signatures;

namespace LanguageModeling.Caches;

/// <summary>What the key/value caches of a decoder are like.</summary>
/// <param name="Layout">Shape of an entry.</param>
/// <param name="IsInPlace">Whether the graph writes behind the tokens that are there.</param>
/// <param name="Most">Most tokens that there will be, if known.</param>
/// <param name="Store">Where they lie.</param>
internal sealed record CacheForm(CacheLayout Layout, bool IsInPlace, int? Most, CacheStore Store);
