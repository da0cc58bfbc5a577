using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LanguageModeling.WordTraining;

/// <summary>
/// Rows of floats, each padded with zeros to a multiple of sixteen, so that every row begins at a cache line and no loop has a rest. Threads
/// write to it without locks (Hogwild; Niu et al. 2011).
/// </summary>
internal sealed class WeightMatrix
{
    /// <summary>Rows begin at multiples of so many floats.</summary>
    public const int Alignment = 16;

    private readonly float[] _values; // pinned, so that the cache lines stay where they are
    private readonly int _start;

    /// <summary>A matrix of zeros.</summary>
    public WeightMatrix(int rows, int columns)
    {
        Rows = rows;
        Columns = columns;
        Stride = (columns + Alignment - 1) / Alignment * Alignment;
        long length = ((long)rows * Stride) + Alignment;
        if (length > Array.MaxLength)
        {
            throw new NotSupportedException(
                $"{rows:N0} vectors of {columns} numbers are more than {Array.MaxLength:N0} numbers, the most that can be trained. "
                + "Raise MinimumCount, set MaximumVocabularySize, or lower Buckets or Dimension.");
        }

        _values = GC.AllocateArray<float>((int)length, pinned: true);
        long address = Marshal.UnsafeAddrOfPinnedArrayElement(_values, 0);
        const int LineBytes = Alignment * sizeof(float);
        _start = (int)((LineBytes - (address % LineBytes)) % LineBytes / sizeof(float));
    }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>Floats from the beginning of one row to that of the next.</summary>
    public int Stride { get; }

    /// <summary>The first number of row 0.</summary>
    public ref float Origin => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_values), _start);

    /// <summary>A row without its padding.</summary>
    public Span<float> Row(int row) => _values.AsSpan(_start + (row * Stride), Columns);

    /// <summary>Copies all rows of a matrix of the same width to this one's first rows.</summary>
    public void CopyFrom(WeightMatrix other) => other._values.AsSpan(other._start, other.Rows * other.Stride).CopyTo(_values.AsSpan(_start));
}
