namespace Microsoft.ML.Tokenizers;

/// <summary>Gives text in upper case, by the invariant culture.</summary>
public sealed class UpperCaseNormalizer : Normalizer
{
    public UpperCaseNormalizer()
    {
    }

    public static UpperCaseNormalizer Instance { get; } = new();

    public override string Normalize(string original) => original.ToUpperInvariant();

    public override string Normalize(ReadOnlySpan<char> original) => original.ToString().ToUpperInvariant();
}
