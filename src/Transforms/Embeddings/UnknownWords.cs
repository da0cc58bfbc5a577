namespace LanguageModeling.Embeddings;

/// <summary>Does with words without a vector what the options say.</summary>
internal sealed class UnknownWords(EmbedTokensOptions options, WordVectors vectors)
{
    private readonly int _substitute = options.FindUnknownWord(vectors);

    /// <summary>The words that count.</summary>
    /// <param name="words">Ids of the words' vectors, -1 for none; may be changed.</param>
    /// <param name="position">The row, for messages.</param>
    public ReadOnlySpan<int> Apply(int[] words, long position)
    {
        switch (options.UnknownWords)
        {
            case UnknownWordPolicy.Skip or UnknownWordPolicy.Subwords:
                int kept = 0;
                foreach (int word in words)
                {
                    if (word >= 0)
                    {
                        words[kept++] = word;
                    }
                }

                return words.AsSpan(0, kept);
            case UnknownWordPolicy.UseWord:
                words.AsSpan().Replace(-1, _substitute);
                return words;
            case UnknownWordPolicy.Refuse when words.Contains(-1):
                throw new InvalidDataException(
                    $"Column '{options.InputColumnName}', row {position}: the word in slot {Array.IndexOf(words, -1)} has no vector. "
                    + "Choose another policy for unknown words, or vectors that have it.");
            default:
                return words;
        }
    }
}
