using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LanguageModeling.WordTraining;

/// <summary>Sixteen lanes in four registers.</summary>
internal readonly struct Lanes128(Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d) : ILanes<Lanes128>
{
    private readonly Vector128<float> _a = a;
    private readonly Vector128<float> _b = b;
    private readonly Vector128<float> _c = c;
    private readonly Vector128<float> _d = d;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Load(ref float origin, nint offset) => new(
        Vector128.LoadUnsafe(ref origin, (nuint)offset),
        Vector128.LoadUnsafe(ref origin, (nuint)(offset + 4)),
        Vector128.LoadUnsafe(ref origin, (nuint)(offset + 8)),
        Vector128.LoadUnsafe(ref origin, (nuint)(offset + 12)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Broadcast(float value)
    {
        Vector128<float> all = Vector128.Create(value);
        return new(all, all, all, all);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 MultiplyAdd(Lanes128 a, Lanes128 b, Lanes128 c) => new(
        Vector128.FusedMultiplyAdd(a._a, b._a, c._a),
        Vector128.FusedMultiplyAdd(a._b, b._b, c._b),
        Vector128.FusedMultiplyAdd(a._c, b._c, c._c),
        Vector128.FusedMultiplyAdd(a._d, b._d, c._d));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Add(Lanes128 a, Lanes128 b) => new(a._a + b._a, a._b + b._b, a._c + b._c, a._d + b._d);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Multiply(Lanes128 a, Lanes128 b) => new(a._a * b._a, a._b * b._b, a._c * b._c, a._d * b._d);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes128 value, ref float origin, nint offset)
    {
        value._a.StoreUnsafe(ref origin, (nuint)offset);
        value._b.StoreUnsafe(ref origin, (nuint)(offset + 4));
        value._c.StoreUnsafe(ref origin, (nuint)(offset + 8));
        value._d.StoreUnsafe(ref origin, (nuint)(offset + 12));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lanes128 value) => Sum((value._a + value._c) + (value._b + value._d));

    /// <summary>The end of the sum, the same for every width: eight lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector256<float> eight) => Sum(eight.GetLower() + eight.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Sum(Vector128<float> four)
    {
        Vector128<float> two = four + Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1));
        return two.ToScalar() + two.GetElement(1);
    }
}
