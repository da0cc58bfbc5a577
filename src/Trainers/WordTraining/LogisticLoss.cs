using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LanguageModeling.Sampling;

namespace LanguageModeling.WordTraining;

/// <summary>
/// -ln σ(s x) and its gradient for many x at once. Each x is computed alone, with the same operations at every width, so results have the same
/// bits on every machine. e^x is within 2e-7 of the true value, relatively.
/// </summary>
internal sealed class LogisticLoss
{
    private const float Limit = 30; // σ(-30) = 1e-13; a product of 16 factors 1 + e^30 is far from the largest double
    private const int MostFactors = 16;
    private const long MantissaBits = 0xFFFFFFFFFFFFF;
    private const long One = 0x3FF0000000000000; // the bits of 1.0

    // The product of all 1 / σ(s x), as mantissas and powers of 2: its logarithm is the sum of the losses.
    private Vector128<double> _mantissas01 = Vector128<double>.One;
    private Vector128<double> _mantissas23 = Vector128<double>.One;
    private Vector128<long> _exponents;

    /// <summary>The sum of all losses so far, in nats.</summary>
    public double Sum => ((_exponents[0] + _exponents[1]) * 0.6931471805599453)
        + PortableMath.Log(_mantissas01[0]) + PortableMath.Log(_mantissas01[1]) + PortableMath.Log(_mantissas23[0]) + PortableMath.Log(_mantissas23[1]);

    /// <summary>Adds the losses of some x, and replaces each x by rate · s · (1 - σ(s x)).</summary>
    /// <param name="x">Rows as long as <paramref name="signs"/>.</param>
    /// <param name="signs">1 or -1 for each column; 0 where there is none. A multiple of four.</param>
    /// <param name="rate">Learning rate.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Replace(Span<float> x, ReadOnlySpan<float> signs, float rate)
    {
        ref float values = ref MemoryMarshal.GetReference(x);
        ref float sign = ref MemoryMarshal.GetReference(signs);
        Vector128<float> rates = Vector128.Create(rate);
        int factors = 0;
        for (int row = 0; row < x.Length; row += signs.Length)
        {
            for (int i = 0; i < signs.Length; i += 4)
            {
                ref float place = ref Unsafe.Add(ref values, row + i);
                Vector128<float> s = Vector128.LoadUnsafe(ref sign, (nuint)i);
                Vector128<float> q = Vector128<float>.One + Exp(-(s * Vector128.LoadUnsafe(ref place)));
                q = Vector128.ConditionalSelect(Vector128.Equals(s, Vector128<float>.Zero), Vector128<float>.One, q);
                (rates * s * (Vector128<float>.One - (Vector128<float>.One / q))).StoreUnsafe(ref place);
                (Vector128<double> q01, Vector128<double> q23) = Vector128.Widen(q);
                _mantissas01 *= q01;
                _mantissas23 *= q23;
                if (++factors == MostFactors)
                {
                    Normalize();
                    factors = 0;
                }
            }
        }

        Normalize();
    }

    /// <summary>e^x = 2^n e^r, r by a polynomial (Moshier, Cephes expf), |x| cut at 30.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Exp(Vector128<float> x)
    {
        x = Vector128.MinNative(Vector128.MaxNative(x, Vector128.Create(-Limit)), Vector128.Create(Limit));
        Vector128<float> shift = Vector128.Create(12582912f); // 1.5 * 2^23: adding it rounds to an integer, in the low bits
        Vector128<float> shifted = Vector128.FusedMultiplyAdd(x, Vector128.Create(1.44269504088896341f), shift);
        Vector128<float> n = shifted - shift;
        Vector128<float> r = Vector128.FusedMultiplyAdd(n, Vector128.Create(-0.693359375f), x);
        r = Vector128.FusedMultiplyAdd(n, Vector128.Create(2.12194440e-4f), r);
        Vector128<float> p = Vector128.Create(1.9875691500e-4f);
        p = Vector128.FusedMultiplyAdd(p, r, Vector128.Create(1.3981999507e-3f));
        p = Vector128.FusedMultiplyAdd(p, r, Vector128.Create(8.3334519073e-3f));
        p = Vector128.FusedMultiplyAdd(p, r, Vector128.Create(4.1665795894e-2f));
        p = Vector128.FusedMultiplyAdd(p, r, Vector128.Create(1.6666665459e-1f));
        p = Vector128.FusedMultiplyAdd(p, r, Vector128.Create(5.0000001201e-1f));
        p = Vector128.FusedMultiplyAdd(p, r * r, r + Vector128<float>.One);
        return p * ((shifted.AsInt32() + Vector128.Create(127)) << 23).AsSingle();
    }

    private void Normalize()
    {
        Vector128<long> bits01 = _mantissas01.AsInt64();
        Vector128<long> bits23 = _mantissas23.AsInt64();
        _exponents += (bits01 >>> 52) + (bits23 >>> 52) - Vector128.Create(2 * 1023L);
        _mantissas01 = ((bits01 & Vector128.Create(MantissaBits)) | Vector128.Create(One)).AsDouble();
        _mantissas23 = ((bits23 & Vector128.Create(MantissaBits)) | Vector128.Create(One)).AsDouble();
    }
}
