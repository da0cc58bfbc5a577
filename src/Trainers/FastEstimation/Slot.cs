namespace LanguageModeling.FastEstimation;

/// <summary>
/// What is kept for a sorted place where an n-gram begins: first its count and the probability of its suffix, then, in the place of the
/// latter, its own probability.
/// </summary>
internal struct Slot
{
    private const uint PrunedBit = 1u << 31;

    private uint _count;

    /// <summary>p(w | h'), then p(w | h); <see cref="Pruned"/> for what was left out.</summary>
    public float P;

    /// <summary>The probability of an n-gram that was left out.</summary>
    public const float Pruned = -1;

    /// <summary>Whether no n-gram of the present order begins here.</summary>
    public readonly bool IsEmpty => _count == 0;

    /// <summary>Adjusted count; 0 when empty.</summary>
    public readonly int Count => (int)(_count & ~PrunedBit);

    /// <summary>Whether the n-gram is left out.</summary>
    public readonly bool IsPruned => (_count & PrunedBit) != 0;

    /// <summary>Sets the count; the probability stays.</summary>
    public void SetCount(int count, bool pruned) => _count = (uint)count | (pruned ? PrunedBit : 0);
}
