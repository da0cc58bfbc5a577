using System.Text;

namespace LanguageModeling.Constraints;

/// <summary>A set of texts, as a regular expression or a grammar describes it: the common tongue of all constraints.</summary>
internal abstract record Expression
{
    /// <summary>The empty text.</summary>
    public static Expression Empty { get; } = new Sequence([]);

    /// <summary>Exactly one text.</summary>
    /// <exception cref="ArgumentException">The text holds half a surrogate pair.</exception>
    public static Expression Literal(string text)
    {
        var parts = new List<Expression>();
        for (int i = 0; i < text.Length; i++)
        {
            if (!Rune.TryGetRuneAt(text, i, out Rune rune))
            {
                throw new ArgumentException($"Character {i} of \"{text}\" is half a surrogate pair. Give well-formed text.");
            }

            parts.Add(new Characters(CodePointSet.Of((rune.Value, rune.Value))));
            i += rune.Utf16SequenceLength - 1;
        }

        return parts.Count == 1 ? parts[0] : new Sequence(parts);
    }

    /// <summary>One character out of a set.</summary>
    public static Expression OneOf(string characters) => new Characters(CodePointSet.Of(characters));

    /// <summary>One after the other.</summary>
    public static Expression InOrder(params IReadOnlyList<Expression> parts) => new Sequence(parts);

    /// <summary>Any one of them.</summary>
    public static Expression AnyOf(params IReadOnlyList<Expression> options) => options.Count == 1 ? options[0] : new Choice(options);

    /// <summary>Once or not at all.</summary>
    public static Expression Optional(Expression item) => new Repeat(item, 0, 1);

    /// <summary>One character out of a set.</summary>
    public sealed record Characters(CodePointSet Set) : Expression;

    /// <summary>One after the other.</summary>
    public sealed record Sequence(IReadOnlyList<Expression> Parts) : Expression;

    /// <summary>Any one of them; none when the list is empty.</summary>
    public sealed record Choice(IReadOnlyList<Expression> Options) : Expression;

    /// <summary>From <paramref name="Minimum"/> to <paramref name="Maximum"/> times, without end when that is null.</summary>
    public sealed record Repeat(Expression Item, int Minimum, int? Maximum) : Expression;

    /// <summary>What the rule of that name describes.</summary>
    public sealed record Rule(string Name) : Expression;
}
