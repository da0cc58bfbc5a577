using LanguageModeling.Estimation;

namespace LanguageModeling.FastEstimation;

/// <summary>Sums up the n-grams hw of a context h, and gives its γ and the discounted probabilities. See <see cref="ModifiedKneserNey"/>.</summary>
/// <param name="d">The discounts.</param>
internal struct ContextSums(Discounts d)
{
    private readonly Discounts _d = d;
    private long _sum; // c(h·), pruned n-grams included
    private long _pruned; // Σ of the pruned ones
    private int _one; // N1(h·)
    private int _two; // N2(h·)
    private int _more; // N3+(h·)

    /// <summary>Whether the context is none: nothing follows.</summary>
    public readonly bool IsEmpty => _sum == 0;

    /// <summary>γ(h): in 32-bit floats and in this order, as lmplz.</summary>
    public readonly float Gamma
    {
        get
        {
            float mass = (_d.D1 * _one) + (_d.D2 * _two) + (_d.D3 * _more) + _pruned;
            return mass / _sum;
        }
    }

    /// <summary>Adds an n-gram, its count being at least 1.</summary>
    public void Add(long count, bool pruned)
    {
        _sum += count;
        if (pruned)
        {
            _pruned += count;
            return;
        }

        switch (count)
        {
            case 1:
                _one++;
                break;
            case 2:
                _two++;
                break;
            default:
                _more++;
                break;
        }
    }

    /// <summary>u(w | h) of an n-gram that was not pruned.</summary>
    public readonly float Discounted(long count) => (count - _d[(int)Math.Min(count, 3)]) / _sum;
}
