namespace LanguageModeling.Counting;

/// <summary>A stable counting sort: the one way in which this assembly brings n-grams into order.</summary>
internal static class CountingSort
{
    /// <summary>The numbers 0 … <paramref name="count"/> - 1, a start for the first sort.</summary>
    public static int[] Places(int count)
    {
        int[] places = new int[count];
        for (int i = 0; i < count; i++)
        {
            places[i] = i;
        }

        return places;
    }

    /// <summary>Sorts places by a key each; places with equal keys stay in order. Time and memory grow with the places plus the keys.</summary>
    /// <param name="places">The places to sort.</param>
    /// <param name="keys">The key of place p is <c>keys[p - shift]</c>, in [0, <paramref name="keyCount"/>).</param>
    /// <param name="keyCount">Number of different keys.</param>
    /// <param name="shift">How far before its place a key stands.</param>
    public static int[] Sort(ReadOnlySpan<int> places, ReadOnlySpan<int> keys, int keyCount, int shift = 0)
    {
        int[] next = new int[keyCount + 1]; // where the next place with this key goes
        foreach (int place in places)
        {
            next[keys[place - shift] + 1]++;
        }

        for (int key = 0; key < keyCount; key++)
        {
            next[key + 1] += next[key];
        }

        int[] sorted = new int[places.Length];
        foreach (int place in places)
        {
            sorted[next[keys[place - shift]]++] = place;
        }

        return sorted;
    }
}
