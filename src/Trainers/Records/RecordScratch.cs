using LanguageModeling.FastEstimation;

namespace LanguageModeling.Records;

/// <summary>Room to sort records in, used again and again.</summary>
internal sealed class RecordScratch
{
    /// <summary>The records' places.</summary>
    public KeyedPlace[] Items { get; private set; } = [];

    /// <summary>As many again.</summary>
    public KeyedPlace[] Room { get; private set; } = [];

    /// <summary>For the sort.</summary>
    public int[] Histogram { get; } = new int[RadixSort.HistogramLength];

    /// <summary>Makes room.</summary>
    public void Reserve(int count)
    {
        if (Items.Length < count)
        {
            Items = new KeyedPlace[count];
            Room = new KeyedPlace[count];
        }
    }

    /// <summary>Gives the room back.</summary>
    public void Release()
    {
        Items = [];
        Room = [];
    }
}
