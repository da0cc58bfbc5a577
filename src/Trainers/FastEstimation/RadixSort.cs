using System.Numerics;

namespace LanguageModeling.FastEstimation;

/// <summary>Sorts places by 64-bit keys: by insertion where they are few, else digit by digit from the least important one.</summary>
internal static class RadixSort
{
    private const int FewItems = 40;
    private const int ManyItems = 4096;

    /// <summary>Sorts in place.</summary>
    /// <param name="items">What to sort.</param>
    /// <param name="room">As many items, whose content is lost.</param>
    /// <param name="histograms">Room for counts: <see cref="HistogramLength"/>.</param>
    public static void Sort(Span<KeyedPlace> items, Span<KeyedPlace> room, Span<int> histograms)
    {
        if (items.Length <= FewItems)
        {
            Insert(items);
            return;
        }

        ulong first = items[0].Key;
        ulong different = 0; // bits in which keys differ
        foreach (ref readonly KeyedPlace item in items)
        {
            different |= item.Key ^ first;
        }

        int digit = items.Length < ManyItems ? 8 : 11; // bits
        Span<KeyedPlace> from = items;
        Span<KeyedPlace> to = room;
        int shift = 0;
        while (different >> shift != 0)
        {
            shift += BitOperations.TrailingZeroCount(different >> shift); // equal bits need no pass
            Distribute(from, to, shift, digit, histograms);
            Span<KeyedPlace> previous = from;
            from = to;
            to = previous;
            shift += digit;
            if (shift >= 64)
            {
                break;
            }
        }

        if (from != items)
        {
            from.CopyTo(items);
        }
    }

    /// <summary>Counts that <see cref="Sort"/> wants room for.</summary>
    public const int HistogramLength = 1 << 11;

    private static void Distribute(ReadOnlySpan<KeyedPlace> from, Span<KeyedPlace> to, int shift, int digit, Span<int> histogram)
    {
        histogram = histogram[..(1 << digit)];
        histogram.Clear();
        ulong mask = (1UL << digit) - 1;
        foreach (ref readonly KeyedPlace item in from)
        {
            histogram[(int)((item.Key >> shift) & mask)]++;
        }

        int start = 0;
        foreach (ref int count in histogram)
        {
            int next = start + count;
            count = start;
            start = next;
        }

        foreach (ref readonly KeyedPlace item in from)
        {
            to[histogram[(int)((item.Key >> shift) & mask)]++] = item;
        }
    }

    private static void Insert(Span<KeyedPlace> items)
    {
        for (int i = 1; i < items.Length; i++)
        {
            KeyedPlace item = items[i];
            int j = i - 1;
            while (j >= 0 && items[j].Key > item.Key)
            {
                items[j + 1] = items[j];
                j--;
            }

            items[j + 1] = item;
        }
    }
}
