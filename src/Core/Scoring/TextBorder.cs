namespace LanguageModeling.Scoring;

/// <summary>Encodes a text that consists of two parts, and divides its tokens between them.</summary>
internal static class TextBorder
{
    /// <summary>Encodes both parts as one text where its tokens can be divided, else one by one.</summary>
    public static (int[] Context, int[] Continuation) Encode(ITextCodec codec, string context, string continuation)
    {
        IReadOnlyList<TextToken> tokens = codec.Encode(context + continuation);
        int trimmed = context.AsSpan().TrimEnd().Length;
        foreach (int border in (ReadOnlySpan<int>)[context.Length, trimmed])
        {
            if (!tokens.Any(token => token.Start < border && token.Start + token.Length > border))
            {
                int count = tokens.TakeWhile(token => token.Start < border).Count();
                return (Ids(tokens.Take(count)), Ids(tokens.Skip(count)));
            }
        }

        return (Ids(codec.Encode(context)), Ids(codec.Encode(continuation)));
    }

    private static int[] Ids(IEnumerable<TextToken> tokens) => [.. tokens.Select(token => token.Id)];
}
