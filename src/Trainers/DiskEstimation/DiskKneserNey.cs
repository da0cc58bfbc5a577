using LanguageModeling.Estimation;
using LanguageModeling.FastEstimation;
using LanguageModeling.Files;
using LanguageModeling.Records;

namespace LanguageModeling.DiskEstimation;

/// <summary>
/// Interpolated modified Kneser-Ney smoothing of texts larger than memory: the same numbers as <see cref="ModifiedKneserNey"/>, which says
/// what is computed, to the bit.
/// </summary>
/// <remarks>
/// The n-grams of each order are sorted twice, as in lmplz: by context, which brings together what a context sums up, and back into suffix
/// order, which brings each n-gram beside its suffix, whose probability it needs.
/// </remarks>
internal sealed class DiskKneserNey
{
    private const int PrunedBit = int.MinValue; // in the upper half of a count

    private readonly CountedText _text;
    private readonly NgramOptions _options;
    private readonly INgramSink _sink;
    private readonly TemporaryFiles _files;
    private readonly NgramFilter _filter;
    private readonly long _memory;
    private readonly UnigramEstimation _unigrams;
    private readonly Discounts[] _discounts;
    private readonly int[]? _newIds;
    private float[] _wordP = []; // [V]

    private DiskKneserNey(CountedText text, NgramOptions options, long memory, TemporaryFiles files, INgramSink sink)
    {
        _text = text;
        _options = options;
        _sink = sink;
        _files = files;
        _memory = memory / 4 * 3; // the rest is for the runs that are merged and for words
        _filter = new NgramFilter(options, text.Vocabulary);
        Report("Counting", 0, 1);
        DiskCensus census = DiskCensus.Take(text, _filter, options.CancellationToken);
        Report("Counting", 1, 1);
        _discounts = Discounts.Estimate(census.CountsOfCounts, options);
        _unigrams = new UnigramEstimation(census.Plain, census.Adjusted, _filter, text.Vocabulary.SpecialTokens, text.FixedIds);
        _newIds = LevelEmission.NewIds(_unigrams.Kept, text.Vocabulary.Count);
        Words = ModelVocabulary.Reduce(text.Vocabulary, _unigrams.Kept);
        sink.Begin(Words, [_unigrams.Kept.Length, .. census.Kept[1..]]);
    }

    private Vocabulary Words { get; }

    /// <summary>Estimates a model and gives it away, order by order.</summary>
    /// <param name="text">The counted text.</param>
    /// <param name="options">Validated options, with the order of the text.</param>
    /// <param name="memory">Bytes to use.</param>
    /// <param name="files">For what does not fit.</param>
    /// <param name="sink">Receives the model.</param>
    /// <returns>The words of the model.</returns>
    public static Vocabulary Estimate(CountedText text, NgramOptions options, long memory, TemporaryFiles files, INgramSink sink)
    {
        var estimation = new DiskKneserNey(text, options, memory, files, sink);
        estimation.Run();
        return estimation.Words;
    }

    private void Run()
    {
        int order = _text.Order;
        _wordP = _unigrams.Estimate(_discounts[0], _options);
        FileStream? lower = null; // the n-grams of the order below with their probabilities
        try
        {
            for (int n = 2; n <= order; n++)
            {
                Report("Estimating", n - 2, order);
                using FileStream gamma = _files.Create();
                using var bySuffix = new RecordSorter(new RecordShape(n, 2), _memory / 2, _files, sums: false, _options.CancellationToken);
                SumUpContexts(n, gamma, bySuffix);
                GiveLower(n - 1, lower, gamma);
                FileStream? own = n < order ? _files.Create() : null;
                using (FileStream? done = lower)
                {
                    lower = own;
                    Interpolate(n, bySuffix, done, own);
                }
            }

            if (order == 1)
            {
                GiveWords(null);
            }

            _sink.End();
            Report("Estimating", order, order);
        }
        finally
        {
            lower?.Dispose();
        }
    }

    /// <summary>Gives γ of each context, and of each n-gram that stays u and the γ of its context.</summary>
    private void SumUpContexts(int n, FileStream gammaFile, RecordSorter bySuffix)
    {
        using var sorter = new RecordSorter(new RecordShape(n, RecordCount.Width), _memory / 2, _files, sums: false, _options.CancellationToken);
        int[] record = new int[n + 2];
        NgramReader.ForEach(_text, n, _filter, ngram =>
        {
            ngram.Words[1..].CopyTo(record);
            record[n - 1] = ngram.Words[0];
            RecordCount.Set(record.AsSpan(n), ngram.Adjusted);
            record[n + 1] |= ngram.IsPruned ? PrunedBit : 0;
            sorter.Add(record);
        }, _options.CancellationToken);

        using IRecordSource byContext = sorter.Finish();
        var gammas = new RecordWriter(gammaFile, new RecordShape(n - 1, 1));
        var group = new ContextGroup(n, _discounts[n - 1]);
        for (bool more = byContext.Next(); more;)
        {
            group.Begin(byContext.Current);
            do
            {
                ReadOnlySpan<int> value = byContext.Current[n..];
                group.Add(byContext.Current[n - 1], RecordCount.Get([value[0], value[1] & ~PrunedBit]), (value[1] & PrunedBit) != 0);
                more = byContext.Next();
            }
            while (more && group.Has(byContext.Current));

            group.Give(gammas, bySuffix);
        }

        gammas.Flush();
        gammaFile.Position = 0;
    }

    /// <summary>Gives the order below, whose back-off weights are known now.</summary>
    private void GiveLower(int n, FileStream? lower, FileStream gammaFile)
    {
        var shape = new RecordShape(n, 1);
        using var contexts = new RecordReader(gammaFile, shape);
        var weights = new BackoffWeights(shape, contexts, _text, _filter.Prunes(n + 1));
        if (n == 1)
        {
            GiveWords(weights);
            return;
        }

        var batch = new SinkBatch(n, _newIds, hasBackoffs: true, _sink);
        using var ngrams = new RecordReader(lower!, shape);
        for (long i = 0; ngrams.Next(); i++)
        {
            StopAt(i);
            ReadOnlySpan<int> ngram = ngrams.Current;
            float p = BitConverter.Int32BitsToSingle(ngram[n]);
            batch.Add(ngram[..n], LevelEmission.Log10Probability(p), LevelEmission.Log10Backoff(weights.Find(ngram[..n])));
        }

        batch.Flush();
        lower!.Position = 0;
    }

    private void GiveWords(BackoffWeights? weights)
    {
        var batch = new SinkBatch(1, _newIds, weights is not null, _sink);
        foreach (int word in _unigrams.Kept)
        {
            batch.Add([word], LevelEmission.Log10Probability(_wordP[word]), weights is null ? 0 : LevelEmission.Log10Backoff(weights.Find([word])));
        }

        batch.Flush();
    }

    /// <summary>p(w | h) = u(w | h) + γ(h) p(w | h') of each n-gram that stays: kept for the order above, or given when there is none.</summary>
    private void Interpolate(int n, RecordSorter bySuffix, FileStream? lower, FileStream? own)
    {
        using IRecordSource ngrams = bySuffix.Finish();
        using RecordReader? suffixes = lower is null ? null : new RecordReader(lower, new RecordShape(n - 1, 1));
        RecordWriter? writer = own is null ? null : new RecordWriter(own, new RecordShape(n, 1));
        var batch = new SinkBatch(n, _newIds, hasBackoffs: false, _sink);
        int[] record = new int[n + 1];
        for (long i = 0; ngrams.Next(); i++)
        {
            StopAt(i);
            ReadOnlySpan<int> ngram = ngrams.Current;
            ngram[..n].CopyTo(record);
            float suffixP = suffixes is null ? _wordP[ngram[0]] : FindSuffix(suffixes, ngram, n - 1, isFirst: i == 0);
            float share = BitConverter.Int32BitsToSingle(ngram[n + 1]) * suffixP; // rounded before the sum
            float p = BitConverter.Int32BitsToSingle(ngram[n]) + share;
            record[n] = BitConverter.SingleToInt32Bits(p);
            writer?.Write(record);
            if (writer is null)
            {
                batch.Add(ngram[..n], LevelEmission.Log10Probability(p), 0);
            }
        }

        writer?.Flush();
        batch.Flush();
        if (own is not null)
        {
            own.Position = 0;
        }
    }

    private static float FindSuffix(RecordReader suffixes, ReadOnlySpan<int> ngram, int length, bool isFirst)
    {
        bool more = !isFirst || suffixes.Next();
        while (more && !suffixes.Current[..length].SequenceEqual(ngram[..length]))
        {
            more = suffixes.Next();
        }

        return more ? BitConverter.Int32BitsToSingle(suffixes.Current[length]) : throw new InvalidDataException("The counts lack a part of an n-gram. Count the text again.");
    }

    private void StopAt(long record)
    {
        if ((record & 0xFFFF) == 0)
        {
            _options.CancellationToken.ThrowIfCancellationRequested();
        }
    }

    private void Report(string phase, int done, int total)
    {
        _options.Progress?.Report(new(phase, done, total));
        _options.CancellationToken.ThrowIfCancellationRequested();
    }
}
