namespace Microsoft.ML.Tokenizers;

/// <summary>A text made ready: normalized and split as the settings ask.</summary>
internal readonly struct EncodeInput
{
    public EncodeInput(string? text, ReadOnlySpan<char> span, bool split, bool normalize, Normalizer? normalizer, PreTokenizer? preTokenizer)
    {
        string given = text ?? span.ToString();
        NormalizedText = normalize ? normalizer?.Normalize(given) : null;
        Text = NormalizedText ?? given;
        if (split && preTokenizer is not null)
        {
            Splits = text is null && NormalizedText is null ? preTokenizer.PreTokenize(span) : preTokenizer.PreTokenize(Text);
        }
    }

    public string Text { get; }

    public string? NormalizedText { get; }

    /// <summary>The pieces to encode; null means the whole text in one.</summary>
    public IEnumerable<(int Offset, int Length)>? Splits { get; }

    public ReadOnlySpan<char> Span((int Offset, int Length) split) => Text.AsSpan(split.Offset, split.Length);

    public static bool IsEmpty(string? text, ReadOnlySpan<char> span) => string.IsNullOrEmpty(text) && span.IsEmpty;

    public static EncodeResults<T> EmptyResults<T>() => new() { Tokens = [] };

    public static void CheckMaxTokenCount(int count, string name)
    {
        if (count <= 0)
        {
            throw new ArgumentOutOfRangeException(name, "The maximum number of tokens must be greater than zero.");
        }
    }

    public EncodeResults<T> Results<T>(List<T> tokens, int charsConsumed)
        => new() { Tokens = tokens, NormalizedText = NormalizedText, CharsConsumed = charsConsumed };
}
