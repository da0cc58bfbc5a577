using System.Globalization;
using System.Numerics;

namespace LanguageModeling.Constraints;

/// <summary>Describes the decimal forms of the whole numbers between two bounds, without leading zeros and without "-0".</summary>
internal static class IntegerRange
{
    private static readonly Expression Digit = Digits('0', '9');

    /// <summary>The numbers from <paramref name="minimum"/> to <paramref name="maximum"/>, both included; null is no bound.</summary>
    public static Expression Between(BigInteger? minimum, BigInteger? maximum)
    {
        var options = new List<Expression>();
        if (maximum is null || maximum >= 0)
        {
            options.AddRange(NotNegative(minimum > 0 ? minimum.Value : 0, maximum));
        }

        if (minimum is null || minimum < 0)
        {
            BigInteger least = maximum < 0 ? -maximum.Value : 1;
            options.AddRange(NotNegative(least, -minimum).Select(form => Expression.InOrder(Expression.Literal("-"), form)));
        }

        return new Expression.Choice(options);
    }

    private static IEnumerable<Expression> NotNegative(BigInteger minimum, BigInteger? maximum)
    {
        string first = minimum.ToString(CultureInfo.InvariantCulture);
        int longest = maximum is { } bound ? bound.ToString(CultureInfo.InvariantCulture).Length : first.Length;
        for (int length = first.Length; length <= longest; length++)
        {
            string low = length == first.Length ? first : "1" + new string('0', length - 1);
            string high = length == longest && maximum is { } last ? last.ToString(CultureInfo.InvariantCulture) : new string('9', length);
            if (string.CompareOrdinal(low, high) <= 0)
            {
                yield return SameLength(low, high);
            }
        }

        if (maximum is null)
        {
            yield return Expression.InOrder(Digits('1', '9'), new Expression.Repeat(Digit, longest, null));
        }
    }

    /// <summary>The numbers between two of as many digits: the first digit of one of them and then its bound, or one between and then any.</summary>
    private static Expression SameLength(string low, string high)
    {
        if (low.Length == 0)
        {
            return Expression.Empty;
        }

        if (low[0] == high[0])
        {
            return Expression.InOrder(Expression.Literal(low[..1]), SameLength(low[1..], high[1..]));
        }

        string nines = new('9', low.Length - 1);
        string zeros = new('0', low.Length - 1);
        var options = new List<Expression>
        {
            Expression.InOrder(Expression.Literal(low[..1]), SameLength(low[1..], nines)),
            Expression.InOrder(Expression.Literal(high[..1]), SameLength(zeros, high[1..])),
        };
        if (low[0] + 1 < high[0])
        {
            options.Add(Expression.InOrder(Digits((char)(low[0] + 1), (char)(high[0] - 1)), new Expression.Repeat(Digit, nines.Length, nines.Length)));
        }

        return new Expression.Choice(options);
    }

    private static Expression.Characters Digits(char first, char last) => new Expression.Characters(CodePointSet.Of((first, last)));
}
