namespace LanguageModeling.FastEstimation;

/// <summary>For each sorted place, where the place that follows it in the text is sorted to: from a context to the n-grams it begins.</summary>
internal static unsafe class Followers
{
    private const int BlockSize = 1 << 18;

    /// <summary>Finds them.</summary>
    /// <param name="sorted">Sorted places.</param>
    /// <param name="room">As many numbers, whose content is lost.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <returns>At [r] the follower of sorted place r; of the last place of the text the first &lt;s&gt;, which ends no longer n-gram.</returns>
    public static NativeArray<int> Find(SuffixOrder sorted, int* room, ParallelOptions parallel)
    {
        var followers = new NativeArray<int>(sorted.Length);
        int blocks = (int)(((long)sorted.Length + BlockSize - 1) / BlockSize);
        int* places = sorted.Places.Items;
        int length = sorted.Length;
        Parallel.For(0, blocks, parallel, block =>
        {
            int end = (int)Math.Min((block + 1L) * BlockSize, length);
            for (int r = block * BlockSize; r < end; r++)
            {
                room[places[r]] = r;
            }
        });
        Parallel.For(0, blocks, parallel, block =>
        {
            int end = (int)Math.Min((block + 1L) * BlockSize, length);
            for (int r = block * BlockSize; r < end; r++)
            {
                int next = places[r] + 1;
                followers[r] = next < length ? room[next] : 0;
            }
        });
        return followers;
    }
}
