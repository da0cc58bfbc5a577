using LanguageModeling.FastEstimation;

namespace LanguageModeling.DiskEstimation;

/// <summary>What must be known of all n-grams before the first is estimated.</summary>
internal sealed class DiskCensus
{
    private DiskCensus(int order, int vocabularySize)
    {
        Kept = new long[order];
        CountsOfCounts = [.. Enumerable.Range(0, order + 1).Select(_ => new long[5])];
        Plain = new long[vocabularySize];
        Adjusted = new long[vocabularySize];
    }

    /// <summary>Number of n-grams that stay, at [n - 1], for n from 2 on.</summary>
    public long[] Kept { get; }

    /// <summary>At [n][k]: how many n-grams have the adjusted count k, from 1 to 4, the way lmplz counts them. Pruned ones count too.</summary>
    public long[][] CountsOfCounts { get; }

    /// <summary>How often each word occurs.</summary>
    public long[] Plain { get; }

    /// <summary>The adjusted count of each word.</summary>
    public long[] Adjusted { get; }

    /// <summary>Counts.</summary>
    public static DiskCensus Take(CountedText text, NgramFilter filter, CancellationToken cancellationToken)
    {
        var census = new DiskCensus(text.Order, text.Vocabulary.Count);
        OpenNgram[] ngrams = [.. Enumerable.Range(1, text.Order).Select(n => new OpenNgram(n, text.Order, filter))];
        using var reader = new NgramReader(text);
        for (long i = 0; reader.Next(); i++)
        {
            if ((i & 0xFFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            for (int n = 1; n <= ngrams.Length; n++)
            {
                if (ngrams[n - 1].Advance(reader.Words, reader.Shared, reader.Depth, reader.Count))
                {
                    census.Add(n, ngrams[n - 1], isLast: false);
                }
            }
        }

        for (int n = 1; n <= ngrams.Length; n++)
        {
            if (ngrams[n - 1].Close())
            {
                census.Add(n, ngrams[n - 1], isLast: n < ngrams.Length);
            }
        }

        return census;
    }

    /// <param name="n">The order.</param>
    /// <param name="ngram">A closed n-gram.</param>
    /// <param name="isLast">Whether it is of the very last N-gram: there, lmplz takes plain counts.</param>
    private void Add(int n, OpenNgram ngram, bool isLast)
    {
        if (n == 1)
        {
            Plain[ngram.Words[0]] = ngram.Plain;
            Adjusted[ngram.Words[0]] = ngram.Adjusted;
        }

        Kept[n - 1] += ngram.IsPruned ? 0 : 1;
        long count = isLast ? ngram.Plain : ngram.Adjusted;
        if (count <= 4)
        {
            CountsOfCounts[n][count]++;
        }
    }
}
