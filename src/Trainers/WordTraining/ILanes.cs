namespace LanguageModeling.WordTraining;

/// <summary>
/// Sixteen floats side by side, in registers of whatever width the processor has. Every width does the same operations on the same lanes, products
/// are fused into sums, and the sixteen are added up in the same order: so results have the same bits on every machine.
/// </summary>
internal interface ILanes<TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    /// <summary>Reads sixteen floats.</summary>
    static abstract TSelf Load(ref float origin, nint offset);

    /// <summary>Sixteen times the same number.</summary>
    static abstract TSelf Broadcast(float value);

    /// <summary>a * b + c, rounded once.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>a + b.</summary>
    static abstract TSelf Add(TSelf a, TSelf b);

    /// <summary>a * b.</summary>
    static abstract TSelf Multiply(TSelf a, TSelf b);

    /// <summary>Writes sixteen floats.</summary>
    static abstract void Store(TSelf value, ref float origin, nint offset);

    /// <summary>Lane i plus lane i + 8, then + 4, then + 2, then + 1.</summary>
    static abstract float Sum(TSelf value);
}
