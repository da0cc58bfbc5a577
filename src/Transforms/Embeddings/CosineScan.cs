using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LanguageModeling.Embeddings;

/// <summary>
/// Dot products of a tile of queries with rows: four queries and two rows at a time, so that each number loaded serves several products. Sums are in
/// float; the order of the sums depends on the processor.
/// </summary>
internal sealed class CosineScan
{
    private const int Width = 8;
    private const int QueriesAtOnce = 4;

    private readonly float[] _queries; // [Q rounded up to four, P], each query padded with zeros to whole registers
    private readonly int _dimension;
    private readonly int _whole; // numbers in whole registers
    private readonly int _pitch; // P

    /// <summary>Takes queries of length 1.</summary>
    public CosineScan(ReadOnlySpan<SearchQuery> queries, int dimension)
    {
        _dimension = dimension;
        _whole = dimension / Width * Width;
        _pitch = (dimension + Width - 1) / Width * Width;
        Count = queries.Length;
        _queries = new float[(Count + QueriesAtOnce - 1) / QueriesAtOnce * QueriesAtOnce * _pitch];
        for (int q = 0; q < Count; q++)
        {
            Span<float> row = _queries.AsSpan(q * _pitch, _pitch);
            queries[q].Unit!.AsSpan(0, _whole).CopyTo(row);

            // What is left over is multiplied with the last register of the row, whose first numbers were used already.
            queries[q].Unit.AsSpan(_whole).CopyTo(row[(_pitch - (dimension - _whole))..]);
        }
    }

    /// <summary>Number of queries, Q.</summary>
    public int Count { get; }

    /// <summary>Whether rows are long enough for it.</summary>
    public static bool Fits(int dimension) => dimension >= Width;

    /// <summary>Computes products.</summary>
    /// <param name="first">A row.</param>
    /// <param name="second">Another, or the same.</param>
    /// <param name="products">Receives those of the first row with each query, then those of the second; 2 × Q rounded up to four.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Multiply(ReadOnlySpan<float> first, ReadOnlySpan<float> second, Span<float> products)
    {
        int room = products.Length / 2;
        ref float a = ref MemoryMarshal.GetReference(first);
        ref float b = ref MemoryMarshal.GetReference(second);
        for (int q = 0; q < Count; q += QueriesAtOnce)
        {
            ref float queries = ref _queries[q * _pitch];
            Vector256<float> a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
            nuint place = 0; // in the query
            nuint rowPlace = 0;
            while (true)
            {
                Vector256<float> x = Vector256.LoadUnsafe(ref a, rowPlace);
                Vector256<float> y = Vector256.LoadUnsafe(ref b, rowPlace);
                Vector256<float> query = Vector256.LoadUnsafe(ref queries, place);
                a0 = Vector256.MultiplyAddEstimate(x, query, a0);
                b0 = Vector256.MultiplyAddEstimate(y, query, b0);
                query = Vector256.LoadUnsafe(ref queries, place + (nuint)_pitch);
                a1 = Vector256.MultiplyAddEstimate(x, query, a1);
                b1 = Vector256.MultiplyAddEstimate(y, query, b1);
                query = Vector256.LoadUnsafe(ref queries, place + (2 * (nuint)_pitch));
                a2 = Vector256.MultiplyAddEstimate(x, query, a2);
                b2 = Vector256.MultiplyAddEstimate(y, query, b2);
                query = Vector256.LoadUnsafe(ref queries, place + (3 * (nuint)_pitch));
                a3 = Vector256.MultiplyAddEstimate(x, query, a3);
                b3 = Vector256.MultiplyAddEstimate(y, query, b3);
                place += Width;
                if (place == (nuint)_pitch)
                {
                    break;
                }

                rowPlace = place < (nuint)_whole ? place : (nuint)(_dimension - Width);
            }

            products[q] = Vector256.Sum(a0);
            products[q + 1] = Vector256.Sum(a1);
            products[q + 2] = Vector256.Sum(a2);
            products[q + 3] = Vector256.Sum(a3);
            products[room + q] = Vector256.Sum(b0);
            products[room + q + 1] = Vector256.Sum(b1);
            products[room + q + 2] = Vector256.Sum(b2);
            products[room + q + 3] = Vector256.Sum(b3);
        }
    }
}
