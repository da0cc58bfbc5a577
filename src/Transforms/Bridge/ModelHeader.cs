namespace LanguageModeling.Bridge;

/// <summary>How a model file names a transformer.</summary>
/// <param name="Signature">8 ASCII characters.</param>
/// <param name="LoaderName">At most 24 ASCII characters; the name in the transformer's loadable-class attribute.</param>
/// <param name="Version">Version of the layout; 0x00010001 is the first.</param>
internal readonly record struct ModelHeader(string Signature, string LoaderName, uint Version = 0x00010001);
