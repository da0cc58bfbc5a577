using LanguageModeling.Estimation;
using LanguageModeling.Files;

namespace LanguageModeling.FastEstimation;

/// <summary>
/// Interpolated modified Kneser-Ney smoothing in memory, for large texts: the same numbers as <see cref="ModifiedKneserNey"/>, which says
/// what is computed, to the bit.
/// </summary>
internal static class FastKneserNey
{
    /// <summary>Estimates a model and gives it away, order by order.</summary>
    /// <param name="corpus">The text.</param>
    /// <param name="vocabulary">With unknown token, &lt;s&gt; and &lt;/s&gt;.</param>
    /// <param name="fixedIds">Whether all words stay, see <see cref="NgramTraining.Train"/>.</param>
    /// <param name="options">Validated options.</param>
    /// <param name="sink">Receives the model.</param>
    /// <returns>The words of the model.</returns>
    public static Vocabulary Estimate(CorpusIds corpus, Vocabulary vocabulary, bool fixedIds, NgramOptions options, INgramSink sink)
    {
        int order = options.Order;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = options.CancellationToken };
        var filter = new NgramFilter(options, vocabulary);
        Report("Sorting", 0, 1);
        using SuffixOrder sorted = SuffixOrder.Sort(corpus, vocabulary.Count, order, parallel);
        Report("Sorting", 1, 1);
        Report("Counting", 0, 1);
        NgramCensus census = NgramCensus.Take(sorted, filter, parallel);
        Report("Counting", 1, 1);
        Discounts[] discounts = Discounts.Estimate(census.CountsOfCounts, options);
        UnigramEstimation unigrams = UnigramEstimation.Of(sorted, filter, vocabulary.SpecialTokens, fixedIds);
        Vocabulary words = ModelVocabulary.Reduce(vocabulary, unigrams.Kept);
        sink.Begin(words, [unigrams.Kept.Length, .. census.Kept[1..]]);

        var emission = new LevelEmission(sorted, census, unigrams.Kept, sink, parallel);
        using var levels = new LevelEstimation(sorted, census, filter, unigrams.Estimate(discounts[0], options), parallel);
        for (int n = 2; n <= order; n++)
        {
            Report("Estimating", n - 2, order);
            levels.Advance(n, discounts[n - 1]);
            if (corpus.IsCutOff)
            {
                CutOffBackoffs.Apply(sorted, n - 1, levels.P, levels.Gamma, filter.Prunes(n), vocabulary.SpecialTokens);
            }

            if (n == 2)
            {
                emission.GiveWords(unigrams.Kept, levels.P, levels.Gamma);
            }
            else
            {
                emission.Give(n - 1, levels.P, levels.Gamma);
            }
        }

        Report("Estimating", order - 1, order);
        if (order == 1)
        {
            emission.GiveWords(unigrams.Kept, levels.P, gamma: null);
        }
        else
        {
            emission.GiveHighest(order, levels.Slots);
        }

        sink.End();
        Report("Estimating", order, order);
        return words;

        void Report(string phase, int done, int total)
        {
            options.Progress?.Report(new(phase, done, total));
            options.CancellationToken.ThrowIfCancellationRequested();
        }
    }
}
