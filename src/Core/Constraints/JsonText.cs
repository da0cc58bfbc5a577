using System.Text;
using System.Text.Json;

namespace LanguageModeling.Constraints;

/// <summary>Describes JSON text (RFC 8259), with little white space: none, one space, or a line feed and up to 20 blanks to indent.</summary>
internal static class JsonText
{
    /// <summary>The name of the rule for any value.</summary>
    public const string AnyValue = "json value";

    private static readonly CodePointSet Unescaped = CodePointSet.Of("\"\\").Union(CodePointSet.Of((0, 0x1F))).Complement();
    private static readonly Expression Hexadecimal = new Expression.Characters(CodePointSet.Of(('0', '9'), ('a', 'f'), ('A', 'F')));

    /// <summary>White space between two parts.</summary>
    public static Expression Space { get; } = Expression.AnyOf(
        Expression.Empty, Expression.Literal(" "), Expression.InOrder(Expression.Literal("\n"), new Expression.Repeat(Expression.OneOf(" \t"), 0, 20)));

    /// <summary>One character inside a string. Surrogates are not written as escapes, so that each stands for one character.</summary>
    public static Expression Character { get; } = Expression.AnyOf(
        new Expression.Characters(Unescaped),
        Expression.InOrder(Expression.Literal("\\"), Expression.AnyOf(Expression.OneOf("\"\\/bfnrt"), Expression.InOrder(Expression.Literal("u"), HexadecimalCodePoint()))));

    /// <summary>A string.</summary>
    public static Expression String { get; } = StringOf(new Expression.Repeat(Character, 0, null));

    /// <summary>A whole number of up to 16 digits.</summary>
    public static Expression Integer { get; } = Expression.InOrder(Expression.Optional(Expression.Literal("-")), WholePart());

    /// <summary>A number that a double holds: up to 16 digits before and after the point, an exponent of up to two.</summary>
    public static Expression Number { get; } = Expression.InOrder(
        Integer,
        Expression.Optional(Expression.InOrder(Expression.Literal("."), new Expression.Repeat(Digit(), 1, 16))),
        Expression.Optional(Expression.InOrder(Expression.OneOf("eE"), Expression.Optional(Expression.OneOf("+-")), new Expression.Repeat(Digit(), 1, 2))));

    /// <summary>true or false.</summary>
    public static Expression Boolean { get; } = Expression.AnyOf(Expression.Literal("true"), Expression.Literal("false"));

    /// <summary>null.</summary>
    public static Expression Null { get; } = Expression.Literal("null");

    /// <summary>Any value; refers to the rule <see cref="AnyValue"/>.</summary>
    public static Expression Value { get; } = Expression.AnyOf(
        ObjectOf(new Expression.Rule(AnyValue)), ArrayOf(new Expression.Rule(AnyValue), 0, null), String, Number, Boolean, Null);

    /// <summary>A string whose content, unescaped, is described.</summary>
    public static Expression StringOf(Expression content) => Expression.InOrder(Expression.Literal("\""), content, Expression.Literal("\""));

    /// <summary>An array of items that are all alike.</summary>
    public static Expression ArrayOf(Expression item, int minimum, int? maximum)
    {
        if (maximum == 0)
        {
            return Expression.InOrder(Expression.Literal("["), Space, Expression.Literal("]"));
        }

        Expression more = new Expression.Repeat(Expression.InOrder(Comma(), item), Math.Max(0, minimum - 1), maximum - 1);
        Expression items = Expression.InOrder(item, more, Space);
        return Expression.InOrder(Expression.Literal("["), Space, minimum == 0 ? Expression.Optional(items) : items, Expression.Literal("]"));
    }

    /// <summary>An object of any members whose values are all alike.</summary>
    public static Expression ObjectOf(Expression value)
    {
        Expression member = Expression.InOrder(String, Colon(), value);
        Expression members = Expression.InOrder(member, new Expression.Repeat(Expression.InOrder(Comma(), member), 0, null), Space);
        return Expression.InOrder(Expression.Literal("{"), Space, Expression.Optional(members), Expression.Literal("}"));
    }

    /// <summary>A comma and what may stand after it.</summary>
    public static Expression Comma() => Expression.InOrder(Expression.Literal(","), Space);

    /// <summary>A colon and what may stand after it.</summary>
    public static Expression Colon() => Expression.InOrder(Expression.Literal(":"), Expression.Optional(Expression.Literal(" ")));

    /// <summary>The text of one value, written without white space.</summary>
    public static Expression Constant(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Constant(value.GetString()!),
        JsonValueKind.Array => Enclose("[", value.EnumerateArray().Select(Constant), "]"),
        JsonValueKind.Object => Enclose("{", value.EnumerateObject().Select(member => Expression.InOrder(Constant(member.Name), Expression.Literal(":"), Constant(member.Value))), "}"),
        _ => Expression.Literal(value.GetRawText()),
    };

    /// <summary>A string with one content.</summary>
    public static Expression Constant(string content) => StringOf(Escape(Expression.Literal(content)));

    /// <summary>The text inside the quotes of a string whose content is described: characters that must be escaped are.</summary>
    public static Expression Escape(Expression content) => content switch
    {
        Expression.Characters characters => EscapeCharacters(characters.Set),
        Expression.Sequence sequence => new Expression.Sequence([.. sequence.Parts.Select(Escape)]),
        Expression.Choice choice => new Expression.Choice([.. choice.Options.Select(Escape)]),
        Expression.Repeat repeat => new Expression.Repeat(Escape(repeat.Item), repeat.Minimum, repeat.Maximum),
        _ => throw new InvalidOperationException($"{content.GetType().Name} has no place in a string."),
    };

    private static Expression EscapeCharacters(CodePointSet set)
    {
        var options = new List<Expression> { new Expression.Characters(set.Except(Unescaped.Complement())) };
        foreach ((int first, int last) in set.Except(Unescaped).Ranges)
        {
            for (int codePoint = first; codePoint <= last; codePoint++)
            {
                options.Add(Expression.Literal(JsonEncodedText.Encode(new Rune(codePoint).ToString(), System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString()));
            }
        }

        return Expression.AnyOf(options);
    }

    private static Expression Enclose(string start, IEnumerable<Expression> parts, string end)
        => Expression.InOrder([Expression.Literal(start), .. parts.SelectMany((part, i) => i == 0 ? [part] : new[] { Expression.Literal(","), part }), Expression.Literal(end)]);

    private static Expression HexadecimalCodePoint() => Expression.AnyOf(
        Expression.InOrder(new Expression.Characters(CodePointSet.Of("0123456789abcefABCEF")), new Expression.Repeat(Hexadecimal, 3, 3)),
        Expression.InOrder(Expression.OneOf("dD"), new Expression.Characters(CodePointSet.Of(('0', '7'))), new Expression.Repeat(Hexadecimal, 2, 2)));

    private static Expression WholePart() => Expression.AnyOf(
        Expression.Literal("0"), Expression.InOrder(new Expression.Characters(CodePointSet.Of(('1', '9'))), new Expression.Repeat(Digit(), 0, 15)));

    private static Expression.Characters Digit() => new Expression.Characters(CodePointSet.Of(('0', '9')));
}
