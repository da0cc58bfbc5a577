namespace LanguageModeling.Templates;

/// <summary>Arithmetic as Python does it, with integers of 64 bits.</summary>
internal static class Arithmetic
{
    public static object Sign(string sign, object? value)
    {
        object number = value is double ? value : Python.ToInteger(value);
        return sign == "+" ? number : number is long n ? (object)Checked(() => checked(-n)) : -(double)number;
    }

    public static object? Apply(RenderState render, string name, object? left, object? right)
    {
        switch (name, left, right)
        {
            case ("~", _, _):
                return Concatenate(render, Python.ToText(left), Python.ToText(right));
            case ("+", string a, string b):
                return Concatenate(render, a, b);
            case ("+", ItemList a, ItemList b) when a.IsTuple == b.IsTuple:
                render.Charge(a.Items.Length + b.Items.Length);
                return new ItemList([.. a.Items, .. b.Items], a.IsTuple);
            case ("*", string or ItemList, long or bool):
                return Repeat(render, left, Python.ToInteger(right));
            case ("*", long or bool, string or ItemList):
                return Repeat(render, right, Python.ToInteger(left));
            case ("%", string format, _):
                return StringFormat.Apply(render, format, right is ItemList { IsTuple: true } tuple ? tuple.Items : [right]);
        }

        if (!Python.IsNumber(left) || !Python.IsNumber(right))
        {
            throw new TemplateFault($"\"{name}\" cannot be applied to {Python.TypeName(left)} and {Python.TypeName(right)}{Python.Hint(left)}{Python.Hint(right)}.");
        }

        bool whole = left is not double && right is not double;
        return whole && name != "/" ? Whole(name, Python.ToInteger(left), Python.ToInteger(right)) : Fractional(name, Python.ToDouble(left), Python.ToDouble(right));
    }

    private static object Whole(string name, long a, long b)
    {
        if (b == 0 && name is "//" or "%")
        {
            throw new TemplateFault("division by zero.");
        }

        return name switch
        {
            "+" => (object)Checked(() => checked(a + b)),
            "-" => Checked(() => checked(a - b)),
            "*" => Checked(() => checked(a * b)),
            "//" => Checked(() => checked(a / b) - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0)),
            "%" => b == -1 ? 0L : a % b != 0 && (a < 0) != (b < 0) ? (a % b) + b : a % b,
            _ => b < 0 ? (object)Math.Pow(a, b) : Checked(() => Power(a, b)),
        };
    }

    private static double Fractional(string name, double a, double b)
    {
        if (b == 0 && name is "/" or "//" or "%")
        {
            throw new TemplateFault("division by zero.");
        }

        return name switch
        {
            "+" => a + b,
            "-" => a - b,
            "*" => a * b,
            "/" => a / b,
            "//" => Math.Floor(a / b),
            "%" => a - (b * Math.Floor(a / b)),
            _ => Math.Pow(a, b),
        };
    }

    private static long Power(long a, long b)
    {
        long result = 1;
        for (long square = a; b > 0; b >>= 1)
        {
            result = (b & 1) == 1 ? checked(result * square) : result;
            square = b > 1 ? checked(square * square) : square;
        }

        return result;
    }

    private static long Checked(Func<long> compute)
    {
        try
        {
            return compute();
        }
        catch (OverflowException)
        {
            throw new TemplateFault("a number is too large for 64 bits.");
        }
    }

    private static string Concatenate(RenderState render, string a, string b)
    {
        render.ChargeText((long)a.Length + b.Length);
        return a + b;
    }

    private static object Repeat(RenderState render, object value, long times)
    {
        int count = (int)Math.Clamp(times, 0, int.MaxValue);
        if (value is string text)
        {
            render.ChargeText((long)text.Length * count);
            return new System.Text.StringBuilder().Insert(0, text, text.Length == 0 ? 0 : count).ToString();
        }

        var list = (ItemList)value;
        render.Charge((long)list.Items.Length * count);
        return new ItemList([.. Enumerable.Repeat(list.Items, list.Items.Length == 0 ? 0 : count).SelectMany(items => items)], list.IsTuple);
    }
}
