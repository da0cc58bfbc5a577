using System.Numerics.Tensors;
using LanguageModeling.FastEstimation;
using LanguageModeling.Records;

namespace LanguageModeling.DiskEstimation;

/// <summary>Counts a text part by part: the N-grams of each part, sorted, are a run on disk; the runs are merged.</summary>
internal sealed unsafe class CountRuns(int order, TemporaryFiles files, CancellationToken cancellationToken) : IDisposable
{
    private const int MostRuns = 64; // open at a time

    private readonly RecordShape _shape = CountedText.ShapeOf(order);
    private readonly List<FileStream> _runs = [];

    /// <summary>Number of parts counted.</summary>
    public int Count { get; private set; }

    /// <summary>Counts a part of the text.</summary>
    public void Add(CorpusIds corpus)
    {
        if (corpus.Length == 0)
        {
            return;
        }

        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
        int vocabularySize = 1 + Math.Max(corpus.Beginning, TensorPrimitives.Max<int>(corpus.Ids.AsSpan(0, corpus.Length)));
        using (SuffixOrder sorted = SuffixOrder.Sort(corpus, vocabularySize, order, parallel))
        {
            FileStream run = files.Create();
            _runs.Add(run);
            Write(sorted, new RecordWriter(run, _shape));
            run.Position = 0;
        }

        Count++;
        if (_runs.Count == MostRuns)
        {
            MergeToOne();
        }
    }

    /// <summary>All runs as one; to be read once.</summary>
    public IRecordSource Merge()
    {
        var merged = new MergedRecords(_shape, _runs.Select(run => new RecordReader(run, _shape, ownsStream: true)), sums: true);
        _runs.Clear();
        return merged;
    }

    /// <inheritdoc/>
    public void Dispose() => _runs.ForEach(run => run.Dispose());

    private void MergeToOne()
    {
        FileStream run = files.Create();
        using (IRecordSource merged = Merge())
        {
            _runs.Add(run);
            var writer = new RecordWriter(run, _shape);
            while (merged.Next())
            {
                if ((writer.Count & 0xFFFF) == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }

                writer.Write(merged.Current);
            }

            writer.Flush();
        }

        run.Position = 0;
    }

    private void Write(SuffixOrder sorted, RecordWriter writer)
    {
        Span<int> record = stackalloc int[_shape.Width];
        byte* codes = sorted.Codes.Items;
        int beginning = sorted.Corpus.Beginning;
        int length = sorted.Length;
        for (int r = sorted.LastPlaceOf(beginning); r < length;) // the places of <s> itself come first
        {
            int next = r + 1;
            while (next < length && codes[next] == NgramCode.Same)
            {
                next++;
            }

            int* at = sorted.Corpus.Ids.Items + sorted.Places[r];
            for (int k = 0; k < order; k++)
            {
                record[k] = *at;
                at -= *at == beginning ? 0 : 1;
            }

            RecordCount.Set(record[order..], next - r);
            writer.Write(record);
            if ((writer.Count & 0xFFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            r = next;
        }

        writer.Flush();
    }
}
