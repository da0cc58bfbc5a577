using System.Runtime.CompilerServices;

namespace LanguageModeling.Records;

/// <summary>How many numbers a record has.</summary>
/// <param name="Key">Numbers of the key, none negative; records are sorted by them, the first before the second.</param>
/// <param name="Value">Numbers of the value.</param>
internal readonly record struct RecordShape(int Key, int Value)
{
    /// <summary>Numbers in all.</summary>
    public int Width => Key + Value;

    /// <summary>How many numbers at the beginning of two keys are equal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int CommonLength(ReadOnlySpan<int> a, ReadOnlySpan<int> b)
    {
        int length = 0;
        while (length < Key && a[length] == b[length])
        {
            length++;
        }

        return length;
    }

    /// <summary>Compares the keys of two records.</summary>
    public int Compare(ReadOnlySpan<int> a, ReadOnlySpan<int> b)
    {
        int length = CommonLength(a, b);
        return length == Key ? 0 : a[length].CompareTo(b[length]);
    }
}
