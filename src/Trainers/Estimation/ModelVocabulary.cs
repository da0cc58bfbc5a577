namespace LanguageModeling.Estimation;

/// <summary>Makes the vocabulary of an n-gram model.</summary>
internal static class ModelVocabulary
{
    /// <summary>
    /// Completes the vocabulary of some tokenizer: with an unknown token, &lt;s&gt; and &lt;/s&gt;, all different. What lacks is added at the
    /// end, so that the ids of <paramref name="vocabulary"/> stay valid.
    /// </summary>
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

    /// <summary>The vocabulary of the words that stay, numbered anew; of the special ones only &lt;/s&gt; may go.</summary>
    /// <param name="vocabulary">Where a word goes, its special ids are below those of all others.</param>
    /// <param name="kept">Ids of the words that stay, ascending.</param>
    public static Vocabulary Reduce(Vocabulary vocabulary, int[] kept)
    {
        if (kept.Length == vocabulary.Count)
        {
            return vocabulary;
        }

        SpecialTokens special = vocabulary.SpecialTokens;
        return new Vocabulary(
            Array.ConvertAll(kept, word => vocabulary[word]),
            kept.Contains(special.EndOfSequence!.Value) ? special : special with { EndOfSequence = null },
            vocabulary.Counts is { } counts ? Array.ConvertAll(kept, word => counts[word]) : null);
    }
}
