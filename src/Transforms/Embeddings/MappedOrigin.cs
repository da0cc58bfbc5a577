namespace LanguageModeling.Embeddings;

/// <summary>Where mapped vectors come from.</summary>
/// <param name="Path">The file.</param>
/// <param name="Offset">Byte at which the vectors begin.</param>
/// <param name="Checksum">CRC-32C of the vectors; null in a file of version 1, which has none.</param>
internal sealed record MappedOrigin(string Path, long Offset, uint? Checksum);
