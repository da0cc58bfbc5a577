using System.Numerics.Tensors;

namespace LanguageModeling.Embeddings;

/// <summary>
/// Compares all words with queries. Rows are taken in blocks that stay in the processor's cache while a tile of queries passes over them; blocks
/// and tiles are spread over all cores. Which core found what does not change the answer.
/// </summary>
internal static class NearestSearch
{
    private const int BlockBytes = 1 << 17;
    private const int TileSize = 32;
    private const long WorthThreads = 1 << 17; // numbers to compare

    /// <summary>A query by cosine.</summary>
    public static SearchQuery Cosine(float[] vector, int[] leftOut)
    {
        var unit = new float[vector.Length];
        VectorMath.Normalize(vector, unit);
        return new SearchQuery((row, inverseNorm) => (double)TensorPrimitives.Dot(unit, row) * inverseNorm, vector, leftOut);
    }

    /// <summary>3CosMul, Levy and Goldberg 2014, eq. 4: cosines in [0, 1], epsilon 0.001.</summary>
    public static SearchQuery Product(WordVectors vectors, int a, int b, int c)
    {
        float[][] units = [Unit(a), Unit(b), Unit(c)];
        return new SearchQuery(Score, [], [a, b, c]);

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
        ReadOnlySpan<float> inverseNorms = vectors.InverseNorms;
        int block = Math.Max(1, BlockBytes / (sizeof(float) * vectors.Dimension));
        for (int first = start; first < end; first += block)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int last = (int)Math.Min(end, (long)first + block);
            for (int q = 0; q < queries.Length; q++)
            {
                SearchQuery query = queries[q];
                TopList list = best[q];
                for (int id = first; id < last; id++)
                {
                    double score = query.Score(vectors.Row(id), inverseNorms[id]);
                    if (list.Accepts(score, id) && !query.LeftOut.Contains(id))
                    {
                        list.Add(id, score);
                    }
                }
            }
        }
    }
}
