using System.Globalization;
using System.Text;

namespace LanguageModeling.Constraints;

/// <summary>Reads a pattern character by character; every error names the place.</summary>
/// <param name="text">The pattern.</param>
/// <param name="kind">What it is, for messages.</param>
internal sealed class PatternReader(string text, string kind)
{
    /// <summary>The deepest nesting of groups.</summary>
    private const int MaximumDepth = 200;

    private int _depth;

    /// <summary>Place of the next character.</summary>
    public int Position { get; private set; }

    public bool IsAtEnd => Position >= text.Length;

    /// <summary>The next character; NUL at the end.</summary>
    public char Next => IsAtEnd ? '\0' : text[Position];

    /// <summary>Whether a text comes next.</summary>
    public bool Sees(string expected) => string.CompareOrdinal(text, Position, expected, 0, expected.Length) == 0;

    /// <summary>Skips a text if it comes next.</summary>
    public bool Take(string expected)
    {
        if (!Sees(expected))
        {
            return false;
        }

        Position += expected.Length;
        return true;
    }

    /// <summary>Skips a text that must come next.</summary>
    public void Require(string expected)
    {
        if (!Take(expected))
        {
            throw Error($"expected \"{expected}\" but found {Found()}");
        }
    }

    /// <summary>Takes the next code point.</summary>
    public int TakeCodePoint()
    {
        if (IsAtEnd)
        {
            throw Error("the pattern ends too soon");
        }

        if (!Rune.TryGetRuneAt(text, Position, out Rune rune))
        {
            throw Error("half a surrogate pair is no character");
        }

        Position += rune.Utf16SequenceLength;
        return rune.Value;
    }

    /// <summary>Takes characters as long as they fit.</summary>
    public string TakeWhile(Func<char, bool> fits)
    {
        int start = Position;
        while (!IsAtEnd && fits(Next))
        {
            Position++;
        }

        return text[start..Position];
    }

    /// <summary>Takes a code point written with a fixed number of hexadecimal digits.</summary>
    public int TakeHexadecimal(int digits)
    {
        if (Position + digits > text.Length
            || !int.TryParse(text.AsSpan(Position, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value)
            || value > 0x10FFFF)
        {
            throw Error($"expected {digits} hexadecimal digits of a code point but found {Found()}");
        }

        Position += digits;
        return value;
    }

    /// <summary>Takes "*", "+", "?", "{m}", "{m,}" or "{m,n}"; null when none of them comes next.</summary>
    public (int Minimum, int? Maximum)? TakeRepetition()
        => Take("*") ? (0, null)
            : Take("+") ? (1, null)
            : Take("?") ? (0, 1)
            : Take("{") ? TakeBounds()
            : null;

    /// <summary>Reads something nested one level deeper.</summary>
    public T Nest<T>(Func<T> read)
    {
        if (++_depth > MaximumDepth)
        {
            throw Error($"it is nested more than {MaximumDepth} levels deep");
        }

        T result = read();
        _depth--;
        return result;
    }

    /// <summary>An error at the present place.</summary>
    public ArgumentException Error(string problem)
    {
        int line = text.AsSpan(0, Math.Min(Position, text.Length)).Count('\n') + 1;
        string place = text.Contains('\n', StringComparison.Ordinal) ? $"line {line}" : $"character {Position}";
        return new ArgumentException($"The {kind} cannot be used; at {place}: {problem}.");
    }

    private (int Minimum, int? Maximum) TakeBounds()
    {
        int minimum = TakeNumber();
        int? maximum = Take(",") ? (Sees("}") ? null : TakeNumber()) : minimum;
        Require("}");
        return maximum < minimum ? throw Error($"{{{minimum},{maximum}}} is the wrong way round") : (minimum, maximum);
    }

    private int TakeNumber()
    {
        string digits = TakeWhile(char.IsAsciiDigit);
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= ByteGrammarCompiler.MaximumSymbols
            ? number
            : throw Error($"expected a number up to {ByteGrammarCompiler.MaximumSymbols} but found {(digits.Length > 0 ? digits : Found())}");
    }

    private string Found() => IsAtEnd ? "the end" : $"\"{Next}\"";
}
