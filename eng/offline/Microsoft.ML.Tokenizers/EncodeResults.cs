namespace Microsoft.ML.Tokenizers;

/// <summary>What an encoding yields: tokens, the normalized text if any, and how far the text was read.</summary>
public struct EncodeResults<T>
{
    public IReadOnlyList<T> Tokens { get; set; }

    public string? NormalizedText { get; set; }

    public int CharsConsumed { get; set; }
}
