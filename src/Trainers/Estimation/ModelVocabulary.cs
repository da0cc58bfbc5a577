namespace LanguageModeling.Estimation;

/// <summary>Completes the vocabulary of some tokenizer to one that an n-gram model can use: with an unknown token, &lt;s&gt; and &lt;/s&gt;, all different.</summary>
internal static class ModelVocabulary
{
    /// <summary>Adds what lacks at the end, so that the ids of <paramref name="vocabulary"/> stay valid.</summary>
    /// <remarks>A token that is spelled like a missing one takes its part. Where one id has two parts, as GPT-2's end of text has, it ends sequences.</remarks>
    public static Vocabulary Complete(Vocabulary vocabulary)
    {
        SpecialTokens given = vocabulary.SpecialTokens;
        var tokens = new List<string>(vocabulary.Tokens);
        var taken = new HashSet<int>();
        if (given.Padding is { } padding)
        {
            taken.Add(padding);
        }

        int end = Choose(given.EndOfSequence, "</s>");
        int beginning = Choose(given.BeginningOfSequence, "<s>");
        int unknown = Choose(given.Unknown, "<unk>");
        var special = new SpecialTokens { Unknown = unknown, BeginningOfSequence = beginning, EndOfSequence = end, Padding = given.Padding };
        if (special == given)
        {
            return vocabulary;
        }

        long[]? counts = vocabulary.Counts is null ? null : [.. vocabulary.Counts, .. new long[tokens.Count - vocabulary.Count]];
        return new Vocabulary(tokens, special, counts);

        int Choose(int? id, string spelling)
        {
            if (id is { } wanted && taken.Add(wanted))
            {
                return wanted;
            }

            if (vocabulary.TryGetId(spelling, out int same) && taken.Add(same))
            {
                return same;
            }

            while (tokens.Contains(spelling))
            {
                spelling = $"_{spelling}";
            }

            taken.Add(tokens.Count);
            tokens.Add(spelling);
            return tokens.Count - 1;
        }
    }
}
