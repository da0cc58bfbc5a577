using System.Globalization;
using System.Text;

namespace LanguageModeling.Templates;

/// <summary>Reads expressions, with Jinja's order of operators: or, and, not, comparisons, + -, ~, * / // %, **, signs, filters and tests.</summary>
internal sealed class ExpressionParser(TokenCursor cursor)
{
    private static readonly string[] Comparisons = ["==", "!=", "<", "<=", ">", ">="];

    private readonly HashSet<string> _declared = [];
    private readonly OrderedDictionary<string, bool> _variables = [];

    /// <summary>The names read so far that nothing before had declared, in the order of their first use.</summary>
    public IReadOnlyList<string> Variables => [.. _variables.Keys];

    /// <summary>Notes names that the template itself gives a value to.</summary>
    public void Declare(IEnumerable<string> names) => _declared.UnionWith(names);

    /// <summary>An expression, or several with commas between them, which make a tuple.</summary>
    public Expression ReadTuple(bool withConditional = true)
    {
        int line = cursor.Current.Line;
        Expression first = withConditional ? Read() : ReadOr();
        if (!cursor.Current.IsOperator(","))
        {
            return first;
        }

        List<Expression> items = [first];
        while (cursor.TryTakeOperator(",") && !EndsTuple())
        {
            items.Add(withConditional ? Read() : ReadOr());
        }

        return new ListExpression(line, items, IsTuple: true);
    }

    public Expression Read()
    {
        cursor.Guard();
        int line = cursor.Current.Line;
        Expression value = ReadOr();
        while (cursor.TryTakeName("if"))
        {
            Expression condition = ReadOr();
            value = new ConditionalExpression(line, condition, value, cursor.TryTakeName("else") ? Read() : null);
        }

        return value;
    }

    public Expression ReadOr()
    {
        Expression left = ReadAnd();
        while (cursor.Current is { Line: var line } && cursor.TryTakeName("or"))
        {
            left = new LogicExpression(line, left, ReadAnd(), And: false);
        }

        return left;
    }

    public ArgumentList ReadArguments()
    {
        var positional = new List<Expression>();
        var named = new List<(string, Expression)>();
        cursor.ExpectOperator("(");
        while (!cursor.TryTakeOperator(")"))
        {
            if (positional.Count + named.Count > 0)
            {
                cursor.ExpectOperator(",");
                if (cursor.TryTakeOperator(")"))
                {
                    break;
                }
            }

            if (cursor.Current.IsOperator("*") || cursor.Current.IsOperator("**"))
            {
                throw new TemplateSyntaxFault(cursor.Current.Line, $"\"{cursor.Current.Value}\" before an argument is not supported.", lack: true);
            }

            if (cursor.Current.Kind == TokenKind.Name && cursor.Next.IsOperator("="))
            {
                string name = cursor.Take().Value;
                cursor.Take();
                named.Add((name, Read()));
            }
            else if (named.Count > 0)
            {
                throw cursor.Expected("another argument with a name");
            }
            else
            {
                positional.Add(Read());
            }
        }

        return new ArgumentList(positional, named);
    }

    /// <summary>The filter after "|" or "filter".</summary>
    public FilterExpression ReadFilter(Expression value)
    {
        int line = cursor.Current.Line;
        string name = cursor.TakeName("the name of a filter");
        if (!TemplateFilters.Knows(name))
        {
            throw new TemplateSyntaxFault(line, $"the filter '{name}' is not supported.", lack: true);
        }

        return new FilterExpression(line, value, name, cursor.Current.IsOperator("(") ? ReadArguments() : ArgumentList.Empty);
    }

    private bool EndsTuple()
        => cursor.Current.Kind is TokenKind.BlockEnd or TokenKind.PrintEnd || cursor.Current.IsOperator(")") || cursor.Current.IsOperator("=");

    private Expression ReadAnd()
    {
        Expression left = ReadNot();
        while (cursor.Current is { Line: var line } && cursor.TryTakeName("and"))
        {
            left = new LogicExpression(line, left, ReadNot(), And: true);
        }

        return left;
    }

    private Expression ReadNot()
    {
        cursor.Guard();
        int line = cursor.Current.Line;
        return cursor.TryTakeName("not") ? new NotExpression(line, ReadNot()) : ReadComparison();
    }

    private Expression ReadComparison()
    {
        int line = cursor.Current.Line;
        Expression first = ReadBinary(0);
        var rest = new List<(string, Expression)>();
        while (true)
        {
            string? name = null;
            if (cursor.Current.Kind == TokenKind.Operator && Comparisons.Contains(cursor.Current.Value))
            {
                name = cursor.Take().Value;
            }
            else if (cursor.TryTakeName("in"))
            {
                name = "in";
            }
            else if (cursor.Current.IsName("not") && cursor.Next.IsName("in"))
            {
                cursor.Take();
                cursor.Take();
                name = "not in";
            }

            if (name is null)
            {
                return rest.Count == 0 ? first : new ComparisonExpression(line, first, rest);
            }

            rest.Add((name, ReadBinary(0)));
        }
    }

    // + and - bind least, ** most.
    private Expression ReadBinary(int level)
    {
        string[][] levels = [["+", "-"], ["~"], ["*", "/", "//", "%"], ["**"]];
        if (level == levels.Length)
        {
            return ReadUnary(withFilters: true);
        }

        Expression left = ReadBinary(level + 1);
        while (cursor.Current.Kind == TokenKind.Operator && levels[level].Contains(cursor.Current.Value))
        {
            TemplateToken sign = cursor.Take();
            left = new ArithmeticExpression(sign.Line, sign.Value, left, ReadBinary(level + 1));
        }

        return left;
    }

    private Expression ReadUnary(bool withFilters)
    {
        cursor.Guard();
        int line = cursor.Current.Line;
        Expression value = cursor.TryTakeOperator("-") ? new ArithmeticExpression(line, "-", null, ReadUnary(withFilters: false))
            : cursor.TryTakeOperator("+") ? new ArithmeticExpression(line, "+", null, ReadUnary(withFilters: false))
            : ReadPrimary();
        value = ReadPostfix(value);
        return withFilters ? ReadFiltersAndTests(value) : value;
    }

    private Expression ReadFiltersAndTests(Expression value)
    {
        while (true)
        {
            int line = cursor.Current.Line;
            if (cursor.TryTakeOperator("|"))
            {
                value = ReadFilter(value);
            }
            else if (cursor.TryTakeName("is"))
            {
                value = ReadTest(line, value);
            }
            else if (cursor.Current.IsOperator("("))
            {
                value = new CallExpression(line, value, ReadArguments());
            }
            else
            {
                return value;
            }
        }
    }

    private TestExpression ReadTest(int line, Expression value)
    {
        bool negate = cursor.TryTakeName("not");
        string name = cursor.TakeName("the name of a test");
        if (!TemplateTests.Knows(name))
        {
            throw new TemplateSyntaxFault(line, $"the test '{name}' is not supported.", lack: true);
        }

        ArgumentList arguments = ArgumentList.Empty;
        if (cursor.Current.IsOperator("("))
        {
            arguments = ReadArguments();
        }
        else if (StartsArgument())
        {
            arguments = new ArgumentList([ReadPostfix(ReadPrimary())], []);
        }

        return new TestExpression(line, value, name, arguments, negate);
    }

    // "x is divisibleby 3", "x is in list": an argument without brackets.
    private bool StartsArgument() => cursor.Current.Kind switch
    {
        TokenKind.Name => cursor.Current.Value is not ("else" or "or" or "and" or "is" or "if" or "in" or "not"),
        TokenKind.String or TokenKind.Integer or TokenKind.Float => true,
        _ => cursor.Current.IsOperator("[") || cursor.Current.IsOperator("{"),
    };

    private Expression ReadPostfix(Expression value)
    {
        while (true)
        {
            int line = cursor.Current.Line;
            if (cursor.TryTakeOperator("."))
            {
                TemplateToken member = cursor.Take();
                value = member.Kind switch
                {
                    TokenKind.Name => new MemberExpression(line, value, member.Value),
                    TokenKind.Integer => new IndexExpression(line, value, new Literal(line, ParseInteger(member))),
                    _ => throw new TemplateSyntaxFault(member.Line, $"expected the name of a member but found {member.Describe()}."),
                };
            }
            else if (cursor.TryTakeOperator("["))
            {
                value = ReadIndex(line, value);
            }
            else if (cursor.Current.IsOperator("("))
            {
                value = new CallExpression(line, value, ReadArguments());
            }
            else
            {
                return value;
            }
        }
    }

    private Expression ReadIndex(int line, Expression owner)
    {
        Expression? from = cursor.Current.IsOperator(":") ? null : Read();
        if (from is not null && cursor.TryTakeOperator("]"))
        {
            return new IndexExpression(line, owner, from);
        }

        cursor.ExpectOperator(":");
        Expression? to = cursor.Current.IsOperator(":") || cursor.Current.IsOperator("]") ? null : Read();
        Expression? step = cursor.TryTakeOperator(":") && !cursor.Current.IsOperator("]") ? Read() : null;
        cursor.ExpectOperator("]");
        return new SliceExpression(line, owner, from, to, step);
    }

    private NameExpression ReadName(TemplateToken token)
    {
        if (!_declared.Contains(token.Value) && TemplateFunctions.Find(token.Value) is null)
        {
            _variables.TryAdd(token.Value, true);
        }

        return new NameExpression(token.Line, token.Value);
    }

    private Expression ReadPrimary()
    {
        TemplateToken token = cursor.Take();
        switch (token.Kind)
        {
            case TokenKind.Name:
                return token.Value switch
                {
                    "true" or "True" => new Literal(token.Line, true),
                    "false" or "False" => new Literal(token.Line, false),
                    "none" or "None" => new Literal(token.Line, null),
                    _ => ReadName(token),
                };
            case TokenKind.String:
                var text = new StringBuilder(token.Value);
                while (cursor.Current.Kind == TokenKind.String)
                {
                    text.Append(cursor.Take().Value);
                }

                return new Literal(token.Line, text.ToString());
            case TokenKind.Integer:
                return new Literal(token.Line, ParseInteger(token));
            case TokenKind.Float:
                return new Literal(token.Line, double.Parse(token.Value, CultureInfo.InvariantCulture));
        }

        if (token.IsOperator("("))
        {
            Expression inner = cursor.Current.IsOperator(")") ? new ListExpression(token.Line, [], IsTuple: true) : ReadTuple();
            cursor.ExpectOperator(")");
            return inner;
        }

        return token.IsOperator("[") ? ReadList(token.Line)
            : token.IsOperator("{") ? ReadMapping(token.Line)
            : throw new TemplateSyntaxFault(token.Line, $"expected an expression but found {token.Describe()}.");
    }

    private ListExpression ReadList(int line)
    {
        var items = new List<Expression>();
        while (!cursor.TryTakeOperator("]"))
        {
            if (items.Count > 0)
            {
                cursor.ExpectOperator(",");
                if (cursor.TryTakeOperator("]"))
                {
                    break;
                }
            }

            items.Add(Read());
        }

        return new ListExpression(line, items, IsTuple: false);
    }

    private MappingExpression ReadMapping(int line)
    {
        var entries = new List<(Expression, Expression)>();
        while (!cursor.TryTakeOperator("}"))
        {
            if (entries.Count > 0)
            {
                cursor.ExpectOperator(",");
                if (cursor.TryTakeOperator("}"))
                {
                    break;
                }
            }

            Expression key = Read();
            cursor.ExpectOperator(":");
            entries.Add((key, Read()));
        }

        return new MappingExpression(line, entries);
    }

    private static long ParseInteger(TemplateToken token)
        => long.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value
            : throw new TemplateSyntaxFault(token.Line, $"the number {token.Value} is too large for 64 bits.");
}
