namespace Microsoft.ML.Tokenizers;

/// <summary>Gives text in lower case, by the invariant culture.</summary>
public sealed class LowerCaseNormalizer : Normalizer
{
    public LowerCaseNormalizer()
    {
    }

    public static LowerCaseNormalizer Instance { get; } = new();

    public override string Normalize(string original) => original.ToLowerInvariant();

    public override string Normalize(ReadOnlySpan<char> original) => original.ToString().ToLowerInvariant();
}
