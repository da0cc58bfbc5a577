using LanguageModeling.Counting;
using LanguageModeling.Files;
using LanguageModeling.Tables;

namespace LanguageModeling.Estimation;

/// <summary>From a text to a model: count, prune, estimate, and put into the tree.</summary>
internal static class NgramTraining
{
    /// <summary>Trains on text.</summary>
    /// <param name="read">Reads it.</param>
    /// <param name="options">Validated options.</param>
    /// <param name="reading">How to read text.</param>
    public static NgramLanguageModel TrainFromText(Action<ITextReader> read, NgramOptions options, TextReadingOptions reading)
    {
        if (options.Smoothing == NgramSmoothing.ModifiedKneserNey)
        {
            return TrainFast(options, (training, sink) => training.TrainFromText(read, reading, sink));
        }

        var corpus = new TokenCorpus(options.Order, TextCorpusReader.Beginning, TextCorpusReader.End);
        var text = new TextCorpusReader(options, reading, corpus);
        read(text);
        text.Finish();
        return Train(corpus, text.Vocabulary, fixedIds: false, options);
    }

    /// <summary>Trains on token ids, which all stay.</summary>
    /// <param name="read">Reads them.</param>
    /// <param name="vocabulary">With unknown token, &lt;s&gt; and &lt;/s&gt;.</param>
    /// <param name="options">Validated options.</param>
    public static NgramLanguageModel TrainFromIds(Action<ITokenCollector> read, Vocabulary vocabulary, NgramOptions options)
    {
        if (options.Smoothing == NgramSmoothing.ModifiedKneserNey)
        {
            return TrainFast(options, (training, sink) => training.TrainFromIds(read, vocabulary, sink));
        }

        var corpus = new TokenCorpus(options.Order, vocabulary.SpecialTokens.BeginningOfSequence!.Value, vocabulary.SpecialTokens.EndOfSequence!.Value);
        read(corpus);
        return Train(corpus, vocabulary, fixedIds: true, options);
    }

    private static NgramLanguageModel TrainFast(NgramOptions options, Func<KneserNeyTraining, INgramSink, Vocabulary> train)
    {
        IModelBuilder builder = NgramModelFile.CreateBuilder(new NgramFileOptions(), new NgramOrigin(options.Splitter, options.Lowercase, options.Smoothing));
        using var training = new KneserNeyTraining(options);
        Vocabulary words = train(training, builder);
        return new NgramLanguageModel(words, builder.Finish(), options.Smoothing, options.Splitter, options.Lowercase, arpaReport: null);
    }

    /// <summary>Trains the plain way: the reference for modified Kneser-Ney, and what the other smoothings are computed by.</summary>
    /// <param name="corpus">The text.</param>
    /// <param name="vocabulary">With unknown token, &lt;s&gt; and &lt;/s&gt;.</param>
    /// <param name="fixedIds">
    /// Whether the ids are given from outside and must all stay: words that were pruned, or never seen, are then as probable as the
    /// unknown word. Otherwise pruned words leave the vocabulary, as with lmplz, and the rest is renumbered.
    /// </param>
    /// <param name="options">Validated options.</param>
    public static NgramLanguageModel Train(TokenCorpus corpus, Vocabulary vocabulary, bool fixedIds, NgramOptions options)
    {
        SpecialTokens special = vocabulary.SpecialTokens;
        int unknown = special.Unknown!.Value;
        int beginning = special.BeginningOfSequence!.Value;
        int end = special.EndOfSequence!.Value;
        NgramCounts counts = NgramCounts.Count(corpus, vocabulary.Count, options);
        Pruning.Apply(counts, options, vocabulary.Tokens, [unknown, beginning, end]);

        int[] kept = CountingSort.Places(vocabulary.Count); // old ids of the words of the model, in the order of their new ids
        if (!fixedIds)
        {
            bool ends = counts[1].Plain[end] > 0; // else the only sentence, if any, was cut off
            kept = Array.FindAll(kept, word => !counts[1].Pruned[word] && (ends || word != end));
        }

        long predicted = kept.Length - 1 - (special.Padding is null ? 0 : 1);
        NgramTables tables;
        if (options.Smoothing is NgramSmoothing.MaximumLikelihood or NgramSmoothing.AddK or NgramSmoothing.StupidBackoff)
        {
            tables = ToCountTables(counts, kept, predicted, options);
        }
        else
        {
            NgramProbabilities p = Estimate(corpus, counts, vocabulary, new PredictedWords(predicted, unknown, beginning), options);
            for (int n = 1; n < counts.Order && corpus.IsCutOff && options.Smoothing == NgramSmoothing.ModifiedKneserNey; n++)
            {
                bool searched = options.LimitVocabulary is not null || options.PruningThreshold(n + 1) > 0;
                LmplzBackoffs.Apply(counts, n, p.Gamma[n], searched, unknown, end);
            }

            (NgramTrie trie, int[][] source) = BuildTrie(counts, kept);
            tables = ToBackoffTables(trie, source, p);
        }

        return new NgramLanguageModel(ModelVocabulary.Reduce(vocabulary, kept), tables, options.Smoothing, options.Splitter, options.Lowercase, arpaReport: null);
    }

    /// <summary>All counts of a text, nothing pruned, as a table to look them up in.</summary>
    public static CountTables ToCountTables(NgramCounts counts, Vocabulary vocabulary, long predicted, NgramOptions options)
    {
        Pruning.Apply(counts, new NgramOptions { Order = counts.Order }, vocabulary.Tokens, special: []);
        return ToCountTables(counts, CountingSort.Places(vocabulary.Count), predicted, options);
    }

    private static CountTables ToCountTables(NgramCounts counts, int[] kept, long predicted, NgramOptions options)
    {
        double parameter = options.Smoothing == NgramSmoothing.AddK ? options.AddK : options.BackoffFactor;
        (NgramTrie trie, int[][] source) = BuildTrie(counts, kept);
        return new CountTables(trie, PlainCounts(counts, source), options.Smoothing, parameter, predicted);
    }

    private static NgramProbabilities Estimate(
        TokenCorpus corpus, NgramCounts counts, Vocabulary vocabulary, PredictedWords words, NgramOptions options)
        => options.Smoothing switch
        {
            NgramSmoothing.ModifiedKneserNey => ModifiedKneserNey.Estimate(counts, options, words),
            NgramSmoothing.KneserNey => KneserNey.Estimate(counts, options, words),
            NgramSmoothing.AbsoluteDiscounting => AbsoluteDiscounting.Estimate(counts, options, words),
            NgramSmoothing.WittenBell or NgramSmoothing.WittenBellBackoff => WittenBell.Estimate(counts, options, words),
            NgramSmoothing.Katz => Katz.Estimate(counts, options, words),
            _ => JelinekMercer.Estimate(counts, options, words, HeldOutWeights.Estimate(corpus, vocabulary, words.Count, options)),
        };

    /// <summary>The tree of all n-grams that are not pruned, and for each node its place among the counted n-grams.</summary>
    private static (NgramTrie Trie, int[][] Source) BuildTrie(NgramCounts counts, int[] keptWords)
    {
        var builder = new NgramTrieBuilder(keptWords.Length);
        int[][] source = new int[counts.Order][]; // [n - 1][node]
        source[0] = keptWords;
        int[] newId = Invert(keptWords, counts[1].Count);
        int[] nodeOf = newId; // [place]: its node at the level before
        for (int n = 2; n <= counts.Order; n++)
        {
            CountedNgrams ngrams = counts[n];
            int[] kept = Array.FindAll(CountingSort.Places(ngrams.Count), j => !ngrams.Pruned[j]);
            int[] parents = Array.ConvertAll(kept, j => nodeOf[ngrams.Context[j]]);
            int[] words = Array.ConvertAll(kept, j => newId[ngrams.Word[j]]);
            source[n - 1] = Array.ConvertAll(builder.AddLevel(parents, words), i => kept[i]);
            nodeOf = Invert(source[n - 1], ngrams.Count);
        }

        return (builder.Build(), source);
    }

    private static BackoffTables ToBackoffTables(NgramTrie trie, int[][] source, NgramProbabilities estimate)
    {
        // lmplz cuts probabilities that rounding took above 1, and leaves back-off weights as they are.
        float[][] p = new float[trie.Order][];
        float[][] b = new float[trie.Order - 1][];
        for (int n = 1; n <= trie.Order; n++)
        {
            p[n - 1] = Array.ConvertAll(source[n - 1], j => Math.Min(0, MathF.Log10(estimate.P[n][j])));
            if (n < trie.Order)
            {
                b[n - 1] = Array.ConvertAll(source[n - 1], j => MathF.Log10(estimate.Gamma[n][j]));
            }
        }

        return new BackoffTables(trie, p, b);
    }

    /// <summary>Counts of the nodes; those of pruned words, which fixed ids keep in the tree, are 0.</summary>
    private static int[][] PlainCounts(NgramCounts counts, int[][] source)
    {
        int[][] plain = new int[counts.Order][];
        for (int n = 1; n <= counts.Order; n++)
        {
            CountedNgrams ngrams = counts[n];
            plain[n - 1] = Array.ConvertAll(source[n - 1], j => ngrams.Pruned[j] ? 0 : ngrams.Plain[j]);
        }

        return plain;
    }

    private static int[] Invert(int[] places, int count)
    {
        int[] inverse = new int[count];
        Array.Fill(inverse, -1);
        for (int i = 0; i < places.Length; i++)
        {
            inverse[places[i]] = i;
        }

        return inverse;
    }
}
