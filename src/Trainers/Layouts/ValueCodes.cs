namespace LanguageModeling.Layouts;

/// <summary>Numbers the distinct values of a list in the order in which they are first seen.</summary>
internal sealed class ValueCodes
{
    private const ulong Used = 1UL << 63;

    private readonly List<uint> _values = [];
    private ulong[] _slots = new ulong[1 << 12]; // open addressing: a mark, the code, the value

    /// <summary>The values, at their codes.</summary>
    public uint[] Values => [.. _values];

    /// <summary>Numbers all values of a list; null when there are more than some.</summary>
    public static ValueCodes? Create(ReadOnlySpan<uint> values, int most)
    {
        var codes = new ValueCodes();
        foreach (uint value in values)
        {
            int slot = codes.Find(value);
            if (codes._slots[slot] == 0)
            {
                if (codes._values.Count == most)
                {
                    return null;
                }

                codes.Add(value, slot);
            }
        }

        return codes._values.Count == 0 ? null : codes;
    }

    /// <summary>The code of a value that was there.</summary>
    public uint this[uint value] => (uint)(_slots[Find(value)] >> 32) & int.MaxValue;

    private void Add(uint value, int slot)
    {
        _slots[slot] = Used | ((ulong)_values.Count << 32) | value;
        _values.Add(value);
        if (2 * _values.Count > _slots.Length)
        {
            _slots = new ulong[2 * _slots.Length];
            for (int code = 0; code < _values.Count; code++)
            {
                _slots[Find(_values[code])] = Used | ((ulong)code << 32) | _values[code];
            }
        }
    }

    private int Find(uint value)
    {
        int slot = (int)((value * 0x9E3779B97F4A7C15) >> 32) & (_slots.Length - 1);
        while (_slots[slot] != 0 && (uint)_slots[slot] != value)
        {
            slot = (slot + 1) & (_slots.Length - 1);
        }

        return slot;
    }
}
