namespace LanguageModeling.WordTraining;

/// <summary>Which words get a vector, most frequent first, and how a corpus' numbers become their ids.</summary>
internal static class TrainingVocabulary
{
    /// <summary>What stands for a word without a vector.</summary>
    public const int NoWord = -2;

    /// <summary>Chooses the words of a first training. Equally frequent ones keep the order of their first appearance.</summary>
    public static Vocabulary Choose(WordCorpus corpus, Word2VecOptions options)
    {
        IEnumerable<int> kept = Enumerable.Range(0, corpus.Words.Count)
            .Where(id => corpus.Counts[id] >= options.MinimumCount)
            .OrderByDescending(id => corpus.Counts[id]);
        int[] ids = [.. options.MaximumVocabularySize is { } size ? kept.Take(size) : kept];
        if (ids.Length < 2)
        {
            throw new InvalidDataException(
                $"The text has {corpus.WordCount:N0} words, and {ids.Length} of its {corpus.Words.Count:N0} different ones are seen at least {options.MinimumCount} times; two are needed. "
                + "Train on more text, or lower MinimumCount.");
        }

        return new Vocabulary([.. ids.Select(id => corpus.Words[id])], SpecialTokens.None, [.. ids.Select(id => corpus.Counts[id])]);
    }

    /// <summary>The old words with the counts of both texts, then the new ones that are frequent enough, most frequent first.</summary>
    public static Vocabulary Extend(Vocabulary old, WordCorpus corpus, Word2VecOptions options, bool addWords)
    {
        List<string> words = [.. old.Tokens];
        List<long> counts = [.. old.Counts!];
        for (int i = 0; i < corpus.Words.Count; i++)
        {
            if (old.TryGetId(corpus.Words[i], out int id))
            {
                counts[id] += corpus.Counts[i];
            }
        }

        if (addWords)
        {
            int room = Math.Max(0, (options.MaximumVocabularySize ?? int.MaxValue) - old.Count);
            foreach (int i in Enumerable.Range(0, corpus.Words.Count)
                .Where(i => corpus.Counts[i] >= options.MinimumCount && !old.TryGetId(corpus.Words[i], out _))
                .OrderByDescending(i => corpus.Counts[i]).Take(room))
            {
                words.Add(corpus.Words[i]);
                counts.Add(corpus.Counts[i]);
            }
        }

        return new Vocabulary(words, SpecialTokens.None, counts);
    }

    /// <summary>For each number of the corpus the word's id, or <see cref="NoWord"/>.</summary>
    public static int[] Map(WordCorpus corpus, Vocabulary vocabulary)
        => [.. corpus.Words.Select(word => vocabulary.TryGetId(word, out int id) ? id : NoWord)];
}
