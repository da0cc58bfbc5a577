using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LanguageModeling.Layouts;

/// <summary>
/// The n-grams of one order from 2 on, in buckets of one cache line each. A bucket holds keys, then as many probabilities and back-off
/// weights: 8-byte keys and 4-byte numbers, four n-grams a bucket; five without weights at the highest order. Filled from the front;
/// what finds its bucket full goes into the next one that is not.
/// </summary>
/// <remarks>A key is context and word themselves, so nothing is ever taken for something else. Zero bytes are an empty bucket.</remarks>
internal readonly unsafe struct FastLevel
{
    /// <summary>Bytes in a bucket.</summary>
    public const int BucketSize = 64;

    /// <summary>Most buckets that a search may look at.</summary>
    public const int MostProbes = 255;

    /// <summary>Most buckets, so that a node (bucket number and place in the bucket) fits in 32 bits.</summary>
    public const long MostBuckets = (1L << (32 - PlaceBits)) - 1;

    private const int PlaceBits = 3;
    private const int PlaceMask = (1 << PlaceBits) - 1;

    private readonly byte* _buckets;
    private readonly ulong _count;
    private readonly int _probes;
    private readonly int _room;

    /// <summary>Describes a level.</summary>
    /// <param name="buckets">Its buckets.</param>
    /// <param name="count">How many there are, at least 1.</param>
    /// <param name="probes">Most buckets that a search must look at.</param>
    /// <param name="highest">Whether the n-grams are of the highest order.</param>
    public FastLevel(byte* buckets, long count, int probes, bool highest)
    {
        _buckets = buckets;
        _count = (ulong)count;
        _probes = probes;
        _room = Room(highest);
    }

    /// <summary>Number of buckets.</summary>
    public long Count => (long)_count;

    /// <summary>The same with another number of probes.</summary>
    public FastLevel WithProbes(int probes) => new(_buckets, Count, probes, _room == Room(true));

    /// <summary>N-grams in a full bucket.</summary>
    public static int Room(bool highest) => highest ? 5 : 4;

    public static ulong Key(int context, int word) => ((ulong)((uint)context + 1) << 32) | (uint)word;

    public static int ContextOf(ulong key) => (int)((uint)(key >> 32) - 1);

    public static int Node(ulong bucket, int place) => (int)(uint)((bucket << PlaceBits) | (uint)place);

    public static long BucketOf(int node) => (uint)node >> PlaceBits;

    public static int PlaceOf(int node) => node & PlaceMask;

    /// <summary>The bucket where a search begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Home(ulong key)
    {
        ulong hash = key * 0x9E3779B97F4A7C15;
        hash = (hash ^ (hash >> 32)) * 0xD6E8FEB86659FD93;
        return Math.BigMul(hash, _count, out _);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Bucket(ulong number) => _buckets + (number * BucketSize);

    /// <summary>Most buckets that a search looks at.</summary>
    public int Probes => _probes;

    /// <summary>The bucket that is looked at after another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* After(byte* bucket) => bucket + BucketSize == _buckets + (_count * BucketSize) ? _buckets : bucket + BucketSize;

    /// <summary>The node at a place of a bucket, given by its address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint NodeAt(byte* bucket, int place) => (uint)((bucket - _buckets) / (BucketSize >> PlaceBits)) | (uint)place;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(ulong key)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Bucket(Home(key)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchNode(int node)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(_buckets + (BucketOf(node) * BucketSize));
        }
    }

    /// <summary>The key of a place; 0 when it is empty.</summary>
    public ulong KeyAt(long bucket, int place) => ((ulong*)Bucket((ulong)bucket))[place];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint* ProbabilityBits(int node) => (uint*)(_buckets + (BucketOf(node) * BucketSize) + (_room * sizeof(ulong))) + PlaceOf(node);

    /// <summary>Only below the highest order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint* BackoffBits(int node) => (uint*)(_buckets + (BucketOf(node) * BucketSize) + (_room * (sizeof(ulong) + sizeof(float)))) + PlaceOf(node);

    /// <summary>The node with a key, or -1.</summary>
    public int Find(ulong key)
    {
        ulong number = Home(key);
        Vector256<ulong> wanted = Vector256.Create(key);
        for (int probe = 0; probe < _probes; probe++)
        {
            ulong* keys = (ulong*)Bucket(number);
            uint hits = Vector256.Equals(Vector256.Load(keys), wanted).ExtractMostSignificantBits();
            if (hits != 0)
            {
                return Node(number, System.Numerics.BitOperations.TrailingZeroCount(hits));
            }

            if (_room == 5 && keys[4] == key)
            {
                return Node(number, 4);
            }

            if (keys[_room - 1] == 0)
            {
                return -1;
            }

            number = number + 1 == _count ? 0 : number + 1;
        }

        return -1;
    }
}
