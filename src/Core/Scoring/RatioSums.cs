namespace LanguageModeling.Scoring;

/// <summary>
/// Sums for the ratio r = Σx / Σn over sequences and its standard error. A sequence is one draw: its tokens depend on each other, so they
/// are not counted as draws of their own.
/// </summary>
/// <remarks>
/// With S sequences, SE = sqrt(S / (S - 1) · Σ (x_i - r n_i)²) / Σn_i, the linearised variance of a ratio (Cochran 1977, section 6.4,
/// large population).
/// </remarks>
internal struct RatioSums
{
    private double _xx;
    private double _xn;
    private double _nn;
    private long _count;

    /// <summary>Σx.</summary>
    public double X { get; private set; }

    /// <summary>Σn.</summary>
    public double N { get; private set; }

    /// <summary>The standard error of the ratio; null for fewer than two sequences, nothing to divide by, or infinite sums.</summary>
    public readonly double? StandardError
    {
        get
        {
            if (_count < 2 || N == 0 || !double.IsFinite(_xx))
            {
                return null;
            }

            double r = X / N;
            double squares = Math.Max(0, _xx - 2 * r * _xn + r * r * _nn); // rounding can bring it below 0
            return Math.Sqrt(_count / (_count - 1.0) * squares) / N;
        }
    }

    public void Add(double x, double n)
    {
        X += x;
        N += n;
        _xx += x * x;
        _xn += x * n;
        _nn += n * n;
        _count++;
    }

    public void Add(in RatioSums other)
    {
        X += other.X;
        N += other.N;
        _xx += other._xx;
        _xn += other._xn;
        _nn += other._nn;
        _count += other._count;
    }
}
