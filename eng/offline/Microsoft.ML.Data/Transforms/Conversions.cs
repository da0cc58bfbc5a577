using System.Globalization;
using System.Numerics;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// Mirrors the standard conversions between simple types: within signed numbers, within unsigned ones, from both to floating
/// point, truth and text; from text to everything. Bad text gives NaN for floating point, throws for signed integers and gives
/// the default for the rest. An unsigned number that does not fit becomes 0, a signed one is cut off.
/// </summary>
internal static class Conversions
{
    private static readonly HashSet<Type> s_signed = [typeof(sbyte), typeof(short), typeof(int), typeof(long)];
    private static readonly HashSet<Type> s_unsigned = [typeof(byte), typeof(ushort), typeof(uint), typeof(ulong)];
    private static readonly HashSet<Type> s_floating = [typeof(float), typeof(double)];

    /// <summary>A <c>Func&lt;TFrom, TTo&gt;</c> over the raw types, or null where there is no such conversion.</summary>
    public static Delegate FindOrNull(DataViewType from, DataViewType to)
    {
        (Type a, Type b) = (from.RawType, to.RawType);
        if (from is KeyDataViewType && to is KeyDataViewType key)
        {
            return (Delegate)Generic.Call(typeof(Conversions), nameof(KeyToKey), [a, b], key.Count);
        }

        if (from is KeyDataViewType || to is KeyDataViewType)
        {
            return null;
        }

        if (from is TimeSpanDataViewType or DateTimeOffsetDataViewType && a == b)
        {
            return null;   // not there upstream either
        }

        if (a == b)
        {
            return (Delegate)Generic.Call(typeof(Conversions), nameof(Same), [a]);
        }

        if (to is TextDataViewType)
        {
            return (Delegate)Generic.Call(typeof(Conversions), nameof(ToText), [a]);
        }

        if (from is TextDataViewType)
        {
            return FromText(to);
        }

        bool fromNumber = from is NumberDataViewType;
        bool allowed = fromNumber
            ? (s_signed.Contains(a) && s_signed.Contains(b)) || (s_unsigned.Contains(a) && s_unsigned.Contains(b)) || s_floating.Contains(b)
            : from is BooleanDataViewType && (s_signed.Contains(b) || s_floating.Contains(b));
        if (allowed)
        {
            return (Delegate)Generic.Call(typeof(Conversions), fromNumber ? nameof(NumberToNumber) : nameof(TruthToNumber), fromNumber ? [a, b] : [b]);
        }

        if (fromNumber && to is BooleanDataViewType)
        {
            return (Delegate)Generic.Call(typeof(Conversions), nameof(NumberToTruth), [a]);
        }

        return from is TimeSpanDataViewType or DateTimeDataViewType or DateTimeOffsetDataViewType && (b == typeof(long) || s_floating.Contains(b))
            ? (Delegate)Generic.Call(typeof(Conversions), nameof(TimeToNumber), [a, b])
            : null;
    }

    /// <summary>A value as text: "?" for NaN, round-trip formats for numbers and dates.</summary>
    public static string Text<T>(T value) => value switch
    {
        ReadOnlyMemory<char> text => text.ToString(),
        float.NaN or double.NaN => "?",
        float number => number.ToString("R", CultureInfo.InvariantCulture),
        double number => number.ToString("G17", CultureInfo.InvariantCulture),
        TimeSpan span => span.ToString("c"),
        DateTime date => date.ToString("o"),
        DateTimeOffset date => date.ToString("o"),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    /// <summary>Parses as a text file is parsed: empty text is zero, bad text is NaN for floating point and false otherwise.</summary>
    public static bool TryParse<T>(ReadOnlySpan<char> text, out T value)
    {
        value = default;
        if (text.IsEmpty)
        {
            return true;
        }

        if (typeof(T) == typeof(ReadOnlyMemory<char>))
        {
            value = (T)(object)text.ToString().AsMemory();
            return true;
        }

        if (s_floating.Contains(typeof(T)))
        {
            return TryParseFloating(text is "∞" ? "Infinity" : text, out value);
        }

        if (typeof(T) == typeof(bool))
        {
            bool isTrue = Is(text, "1", "true", "t", "yes", "y", "+", "+1");
            value = (T)(object)isTrue;
            return isTrue || Is(text, "0", "false", "f", "no", "n", "-", "-1");
        }

        object result = null;
        CultureInfo culture = CultureInfo.InvariantCulture;
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        bool ok = text[0] != '+' && default(T) switch
        {
            sbyte => sbyte.TryParse(text, NumberStyles.AllowLeadingSign, culture, out sbyte v) && Set(v),
            short => short.TryParse(text, NumberStyles.AllowLeadingSign, culture, out short v) && Set(v),
            int => int.TryParse(text, NumberStyles.AllowLeadingSign, culture, out int v) && Set(v),
            long => long.TryParse(text, NumberStyles.AllowLeadingSign, culture, out long v) && Set(v),
            byte => byte.TryParse(text, NumberStyles.None, culture, out byte v) && Set(v),
            ushort => ushort.TryParse(text, NumberStyles.None, culture, out ushort v) && Set(v),
            uint => uint.TryParse(text, NumberStyles.None, culture, out uint v) && Set(v),
            ulong => ulong.TryParse(text, NumberStyles.None, culture, out ulong v) && Set(v),
            TimeSpan => TimeSpan.TryParse(text, culture, out TimeSpan v) && Set(v),
            DateTime => DateTime.TryParse(text, culture, Utc, out DateTime v) && Set(v),
            DateTimeOffset => DateTimeOffset.TryParse(text, culture, DateTimeStyles.AssumeUniversal, out DateTimeOffset v) && Set(v),
            _ => false,
        };
        value = ok ? (T)result : default;
        return ok;

        bool Set(object parsed)
        {
            result = parsed;
            return true;
        }

        static bool Is(ReadOnlySpan<char> text, params ReadOnlySpan<string> names)
        {
            foreach (string name in names)
            {
                if (text.Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }

            return false;
        }
    }

    private static bool TryParseFloating<T>(ReadOnlySpan<char> text, out T value)
    {
        bool parsed = float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float single);
        parsed &= double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number);
        value = typeof(T) == typeof(float) ? (T)(object)(parsed ? single : float.NaN) : (T)(object)(parsed ? number : double.NaN);
        return parsed;
    }

    private static Delegate FromText(DataViewType to) => (Delegate)Generic.Call(typeof(Conversions), nameof(TextTo), [to.RawType]);

    private static Func<ReadOnlyMemory<char>, T> TextTo<T>()
        => text => TryParse(text.Span, out T value) || !s_signed.Contains(typeof(T))
            ? value
            : throw Contracts.Except($"Value could not be parsed from text to {typeof(T).Name}.");

    private static Func<T, T> Same<T>() => value => value;

    private static Func<T, ReadOnlyMemory<char>> ToText<T>() => value => Text(value).AsMemory();

    private static Func<TFrom, TTo> NumberToNumber<TFrom, TTo>()
        where TFrom : INumberBase<TFrom>
        where TTo : INumberBase<TTo>
        => s_unsigned.Contains(typeof(TFrom)) && s_unsigned.Contains(typeof(TTo))
            ? value => ulong.CreateTruncating(value) == ulong.CreateTruncating(TTo.CreateTruncating(value)) ? TTo.CreateTruncating(value) : TTo.Zero
            : TTo.CreateTruncating;

    private static Func<bool, TTo> TruthToNumber<TTo>()
        where TTo : INumberBase<TTo>
        => value => value ? TTo.One : TTo.Zero;

    private static Func<TFrom, bool> NumberToTruth<TFrom>()
        where TFrom : INumberBase<TFrom>
        => value => !TFrom.IsZero(value);

    private static Func<TFrom, TTo> KeyToKey<TFrom, TTo>(ulong count)
        where TFrom : INumberBase<TFrom>
        where TTo : INumberBase<TTo>
        => value => ulong.CreateTruncating(value) is var key && key <= count ? TTo.CreateTruncating(key) : TTo.Zero;

    private static Func<TFrom, TTo> TimeToNumber<TFrom, TTo>()
        where TTo : INumberBase<TTo>
        => value => TTo.CreateTruncating(value switch
        {
            TimeSpan span => span.Ticks,
            DateTime date => date.Ticks,
            DateTimeOffset date => date.UtcTicks,
            _ => 0,
        });
}
