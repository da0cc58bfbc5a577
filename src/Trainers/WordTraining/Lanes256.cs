using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LanguageModeling.WordTraining;

/// <summary>Sixteen lanes in two registers.</summary>
internal readonly struct Lanes256(Vector256<float> low, Vector256<float> high) : ILanes<Lanes256>
{
    private const int Half = 8;

    private readonly Vector256<float> _low = low;
    private readonly Vector256<float> _high = high;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Load(ref float origin, nint offset)
        => new(Vector256.LoadUnsafe(ref origin, (nuint)offset), Vector256.LoadUnsafe(ref origin, (nuint)(offset + Half)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Broadcast(float value)
    {
        Vector256<float> all = Vector256.Create(value);
        return new(all, all);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 MultiplyAdd(Lanes256 a, Lanes256 b, Lanes256 c)
        => new(Vector256.FusedMultiplyAdd(a._low, b._low, c._low), Vector256.FusedMultiplyAdd(a._high, b._high, c._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Add(Lanes256 a, Lanes256 b) => new(a._low + b._low, a._high + b._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Multiply(Lanes256 a, Lanes256 b) => new(a._low * b._low, a._high * b._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes256 value, ref float origin, nint offset)
    {
        value._low.StoreUnsafe(ref origin, (nuint)offset);
        value._high.StoreUnsafe(ref origin, (nuint)(offset + Half));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lanes256 value) => Lanes128.Sum(value._low + value._high);
}
