namespace LanguageModeling.Counting;

/// <summary>Takes in sentences that are token ids already.</summary>
internal static class SentenceReader
{
    /// <summary>How many sentences are read between two reports of progress.</summary>
    private const int ReportEvery = 1 << 14;

    /// <summary>Reads all sentences, once.</summary>
    /// <param name="sentences">Token ids.</param>
    /// <param name="given">The vocabulary the ids belong to.</param>
    /// <param name="complete">The same with all special tokens.</param>
    /// <param name="options">Cancellation, progress.</param>
    /// <param name="corpus">Receives the sentences.</param>
    public static void Read(
        IEnumerable<IReadOnlyList<int>> sentences, Vocabulary given, Vocabulary complete, NgramOptions options, ITokenCollector corpus)
    {
        SpecialTokens special = complete.SpecialTokens;
        int beginning = special.BeginningOfSequence!.Value;
        int end = special.EndOfSequence!.Value;
        long number = 0;
        foreach (IReadOnlyList<int> sentence in sentences)
        {
            number++;
            options.CancellationToken.ThrowIfCancellationRequested();
            if (number % ReportEvery == 0)
            {
                options.Progress?.Report(new("Reading", corpus.TokenCount, null));
            }

            corpus.BeginSentence();
            int last = -1;
            for (int i = 0; i < sentence.Count; i++)
            {
                int token = sentence[i];
                if (token == special.Padding || (last < 0 && (token == beginning || token == given.SpecialTokens.BeginningOfSequence)))
                {
                    continue;
                }

                Check(token, number, i, complete, beginning);
                corpus.Add(token);
                last = token;
            }

            if (last != end)
            {
                corpus.EndSentence();
            }
        }
    }

    private static void Check(int token, long sentence, int place, Vocabulary vocabulary, int beginning)
    {
        if ((uint)token >= (uint)vocabulary.Count)
        {
            throw new ArgumentOutOfRangeException(
                nameof(token), token, $"Sentence {sentence}, token {place + 1}: the vocabulary has ids from 0 to {vocabulary.Count - 1}. Give the vocabulary that the text was encoded with.");
        }

        if (token == beginning)
        {
            throw new InvalidDataException(
                $"Sentence {sentence}, token {place + 1} is \"{vocabulary[token]}\", which begins sequences and can only stand first. Begin a new sentence there.");
        }
    }
}
