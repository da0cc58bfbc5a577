namespace LanguageModeling.Embeddings;

/// <summary>Numbers one after another, in an array that grows with the data that arrive.</summary>
/// <param name="most">How many there can be at most.</param>
/// <param name="vouchedFor">How many the bytes at hand can hold at most, when that is known: room is made for that many at once.</param>
internal sealed class FloatStore(long most, long? vouchedFor)
{
    private float[] _values = new float[(int)Math.Min(Math.Min(most, Array.MaxLength), vouchedFor ?? (1 << 14))];
    private int _count;

    /// <summary>Makes room for some more, to be filled in.</summary>
    public Span<float> Append(int count)
    {
        long wanted = (long)_count + count;
        if (wanted > _values.Length)
        {
            if (wanted > Array.MaxLength)
            {
                throw new NotSupportedException(
                    $"The vectors hold more than {Array.MaxLength:N0} numbers, the most that fit in memory as one block. Set MaximumCount to read the first words only.");
            }

            Array.Resize(ref _values, (int)Math.Min(Math.Max(wanted, 2L * _values.Length), Math.Min(Math.Max(most, wanted), Array.MaxLength)));
        }

        _count += count;
        return _values.AsSpan(_count - count, count);
    }

    /// <summary>Takes back the last ones.</summary>
    public void Remove(int count) => _count -= count;

    /// <summary>All of them.</summary>
    public float[] ToArray()
    {
        Array.Resize(ref _values, _count);
        return _values;
    }
}
