namespace LanguageModeling.Records;

/// <summary>A 64-bit count in two numbers of a record, the lower half first.</summary>
internal static class RecordCount
{
    /// <summary>Numbers that a count takes.</summary>
    public const int Width = 2;

    /// <summary>The count.</summary>
    public static long Get(ReadOnlySpan<int> value) => (uint)value[0] | ((long)value[1] << 32);

    /// <summary>Sets the count.</summary>
    public static void Set(Span<int> value, long count)
    {
        value[0] = (int)count;
        value[1] = (int)(count >> 32);
    }

    /// <summary>Adds to a count.</summary>
    public static void Add(Span<int> value, ReadOnlySpan<int> more) => Set(value, checked(Get(value) + Get(more)));
}
