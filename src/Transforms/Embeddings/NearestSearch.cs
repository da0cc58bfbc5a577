using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace LanguageModeling.Embeddings;

/// <summary>
/// Compares all words with queries. Rows are taken in blocks that stay in the processor's cache while a tile of queries passes over them; blocks
/// and tiles are spread over all cores. Which core found what does not change the answer.
/// </summary>
internal static class NearestSearch
{
    private const int BlockBytes = 1 << 17;
    private const int TileSize = 32;
    private const float Slack = 1e-6f; // of a product in float beside one in double
    private const long WorthThreads = 1 << 17; // numbers to compare

    /// <summary>A query by cosine.</summary>
    public static SearchQuery Cosine(float[] vector, int[] leftOut)
    {
        var unit = new float[vector.Length];
        VectorMath.Normalize(vector, unit);
        return new SearchQuery((row, inverseNorm) => (double)TensorPrimitives.Dot(unit, row) * inverseNorm, vector, unit, leftOut);
    }

    /// <summary>3CosMul, Levy and Goldberg 2014, eq. 4: cosines in [0, 1], epsilon 0.001.</summary>
    public static SearchQuery Product(WordVectors vectors, int a, int b, int c)
    {
        float[][] units = [Unit(a), Unit(b), Unit(c)];
        return new SearchQuery(Score, [], null, [a, b, c]);

        double Score(ReadOnlySpan<float> row, float inverseNorm)
        {
            return Cosine(1, row, inverseNorm) * Cosine(2, row, inverseNorm) / (Cosine(0, row, inverseNorm) + 0.001);
        }

        double Cosine(int unit, ReadOnlySpan<float> row, float inverseNorm)
            => Math.Clamp((1 + ((double)TensorPrimitives.Dot(units[unit], row) * inverseNorm)) / 2, 0, 1);

        float[] Unit(int id)
        {
            var unit = new float[vectors.Dimension];
            VectorMath.Normalize(vectors.Row(id), unit);
            return unit;
        }
    }

    /// <summary>The best rows for each query, the best first; of equal ones the one with the lower id.</summary>
    public static (int Id, double Score)[][] Find(WordVectors vectors, SearchQuery[] queries, int count, CancellationToken cancellationToken)
    {
        count = Math.Min(count, vectors.Count);
        if (count == 0)
        {
            return [.. queries.Select(_ => Array.Empty<(int, double)>())];
        }

        int tiles = (queries.Length + TileSize - 1) / TileSize;
        bool few = (long)vectors.Count * vectors.Dimension * queries.Length < WorthThreads;
        int parts = few || tiles >= Environment.ProcessorCount ? 1 : Math.Min(Environment.ProcessorCount, vectors.Count);
        int rows = (vectors.Count + parts - 1) / parts;
        var found = new TopList[parts][];
        for (int part = 0; part < parts; part++)
        {
            found[part] = [.. queries.Select(_ => new TopList(count))];
        }

        var settings = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = few ? 1 : Environment.ProcessorCount };
        Parallel.For(0, tiles * parts, settings, item =>
        {
            (int tile, int part) = (item / parts, item % parts);
            int first = tile * TileSize;
            int end = (int)Math.Min(vectors.Count, (long)(part + 1) * rows);
            Scan(vectors, part * rows, end, queries.AsSpan(first, Math.Min(TileSize, queries.Length - first)), found[part].AsSpan(first), cancellationToken);
        });

        return [.. queries.Select((_, query) => TopList.Merge(found.Select(part => part[query]), count))];
    }

    private static void Scan(WordVectors vectors, int start, int end, ReadOnlySpan<SearchQuery> queries, Span<TopList> best, CancellationToken cancellationToken)
    {
        CosineScan? scan = CosineScan.Fits(vectors.Dimension) && AreCosines(queries) ? new CosineScan(queries, vectors.Dimension) : null;
        ReadOnlySpan<float> values = vectors.Values.Span;
        int block = Math.Max(1, BlockBytes / (sizeof(float) * vectors.Dimension));
        for (int first = start; first < end; first += block)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int last = (int)Math.Min(end, (long)first + block);
            if (scan is not null)
            {
                ScanBlock(scan, values, vectors, first, last, queries, best);
                continue;
            }

            for (int q = 0; q < queries.Length; q++)
            {
                for (int id = first; id < last; id++)
                {
                    double score = queries[q].Score(vectors.Row(id), vectors.InverseNorms[id]);
                    if (best[q].Accepts(score, id) && !queries[q].LeftOut.Contains(id))
                    {
                        best[q].Add(id, score);
                    }
                }
            }
        }
    }

    private static void ScanBlock(
        CosineScan scan, ReadOnlySpan<float> values, WordVectors vectors, int first, int end, ReadOnlySpan<SearchQuery> queries, Span<TopList> best)
    {
        int dimension = vectors.Dimension;
        ReadOnlySpan<float> inverseNorms = vectors.InverseNorms;
        Span<float> products = stackalloc float[2 * TileSize];
        Span<float> worst = stackalloc float[TileSize];
        for (int q = 0; q < TileSize; q++)
        {
            worst[q] = q < queries.Length ? (float)best[q].WorstScore - Slack : float.PositiveInfinity;
        }

        for (int id = first; id < end; id += 2)
        {
            int second = Math.Min(id + 1, end - 1);
            scan.Multiply(values.Slice(id * dimension, dimension), values.Slice(second * dimension, dimension), products);
            Offer(id, products[..TileSize], inverseNorms[id], queries, best, worst);
            if (second > id)
            {
                Offer(second, products[TileSize..], inverseNorms[second], queries, best, worst);
            }
        }
    }

    /// <summary>Adds a row to those lists that it is good enough for; few are, and the others are passed over many at a time.</summary>
    private static void Offer(
        int id, ReadOnlySpan<float> products, float inverseNorm, ReadOnlySpan<SearchQuery> queries, Span<TopList> best, Span<float> worst)
    {
        for (int q = 0; q < queries.Length; q += Vector256<float>.Count)
        {
            uint candidates = Vector256.GreaterThanOrEqual(Vector256.Create(products[q..]) * inverseNorm, Vector256.Create((ReadOnlySpan<float>)worst[q..])).ExtractMostSignificantBits();
            for (; candidates != 0; candidates &= candidates - 1)
            {
                int query = q + BitOperations.TrailingZeroCount(candidates);
                double score = (double)products[query] * inverseNorm;
                if (best[query].Accepts(score, id) && !queries[query].LeftOut.Contains(id))
                {
                    best[query].Add(id, score);
                    worst[query] = (float)best[query].WorstScore - Slack;
                }
            }
        }
    }

    private static bool AreCosines(ReadOnlySpan<SearchQuery> queries)
    {
        foreach (SearchQuery query in queries)
        {
            if (query.Unit is null)
            {
                return false;
            }
        }

        return true;
    }
}
