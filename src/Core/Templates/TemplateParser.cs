namespace LanguageModeling.Templates;

/// <summary>Reads the statements of a template.</summary>
internal sealed class TemplateParser
{
    private readonly TokenCursor _cursor;
    private readonly ExpressionParser _expressions;
    private int _tagLine = 1; // where the last tag ended
    private int _loops;  // around the statement being read, inside of the same macro

    private TemplateParser(string source, bool keepsWhiteSpace)
    {
        _cursor = new TokenCursor(TemplateLexer.Read(source, keepsWhiteSpace));
        _expressions = new ExpressionParser(_cursor);
    }

    /// <summary>Reads a template.</summary>
    /// <param name="source">The template.</param>
    /// <param name="keepsWhiteSpace">Whether white space stays as it is; otherwise it is handled as chat templates want it.</param>
    /// <returns>Its statements, and the names of the variables that it reads and does not set, in the order of their first use.</returns>
    /// <exception cref="TemplateSyntaxFault">It is no template, or uses what this interpreter does not have.</exception>
    public static (Block Program, IReadOnlyList<string> Variables) Parse(string source, bool keepsWhiteSpace = false)
    {
        var parser = new TemplateParser(source, keepsWhiteSpace);
        return (parser.ReadBlock(null), parser._expressions.Variables);
    }

    /// <summary>Reads statements up to one of the given tags, whose name is left to be read.</summary>
    private Block ReadBlock(string? opened, params ReadOnlySpan<string> ends)
    {
        _cursor.Guard();
        int start = _tagLine;
        var statements = new List<Statement>();
        while (_cursor.Current.Kind != TokenKind.End)
        {
            TemplateToken token = _cursor.Take();
            switch (token.Kind)
            {
                case TokenKind.Text:
                    statements.Add(new TextStatement(token.Line, token.Value));
                    break;
                case TokenKind.PrintBegin:
                    statements.Add(new PrintStatement(token.Line, _expressions.ReadTuple()));
                    _cursor.Expect(TokenKind.PrintEnd, "\"}}\"");
                    break;
                default:
                    if (_cursor.Current.Kind == TokenKind.Name && ends.Contains(_cursor.Current.Value))
                    {
                        return new Block(statements);
                    }

                    statements.Add(ReadStatement(token.Line, _cursor.TakeName("the name of a statement")));
                    break;
            }
        }

        return opened is null ? new Block(statements)
            : throw new TemplateSyntaxFault(start, $"\"{opened}\" is never closed. Close it with {{% {ends[^1]} %}}.");
    }

    private Statement ReadStatement(int line, string name)
    {
        switch (name)
        {
            case "if":
                return ReadIf(line);
            case "for":
                return ReadFor(line);
            case "set":
                return ReadSet(line);
            case "macro":
                return ReadMacro(line);
            case "call":
                return ReadCall(line);
            case "with":
                return ReadWith(line);
            case "filter":
                return ReadFilterBlock(line);
            case "generation":
                return new GenerationStatement(line, ReadBody("generation", "endgeneration"));
            case "break" or "continue":
                if (_loops == 0)
                {
                    throw new TemplateSyntaxFault(line, $"\"{name}\" stands outside of a loop.");
                }

                EndTag();
                return new LeaveStatement(line, name == "break" ? Flow.Break : Flow.Continue);
            case var _ when name is "else" or "elif" || name.StartsWith("end", StringComparison.Ordinal):
                throw new TemplateSyntaxFault(line, $"\"{name}\" closes nothing that is open here.");
            default:
                throw new TemplateSyntaxFault(line, $"the statement '{name}' is not supported.", lack: true);
        }
    }

    private IfStatement ReadIf(int line)
    {
        Expression condition = _expressions.ReadTuple();
        EndTag();
        Block then = ReadBlock("if", "elif", "else", "endif");
        Block otherwise = new([]);
        TemplateToken next = _cursor.Take();
        if (next.Value == "elif")
        {
            return new IfStatement(line, condition, then, new Block([ReadIf(next.Line)]));
        }

        EndTag();
        if (next.Value == "else")
        {
            otherwise = ReadBlock("if", "endif");
            _cursor.Take();
            EndTag();
        }

        return new IfStatement(line, condition, then, otherwise);
    }

    private ForStatement ReadFor(int line)
    {
        Target target = ReadTarget("in");
        _cursor.ExpectName("in");
        Expression items = _expressions.ReadTuple(withConditional: false);
        _expressions.Declare([.. target.Names, "loop"]);
        Expression? filter = _cursor.TryTakeName("if") ? _expressions.Read() : null;
        if (_cursor.Current.IsName("recursive"))
        {
            throw new TemplateSyntaxFault(line, "recursive loops are not supported.", lack: true);
        }

        EndTag();
        _loops++;
        Block body = ReadBlock("for", "else", "endfor");
        _loops--;
        Block otherwise = new([]);
        bool hasElse = _cursor.Take().Value == "else";
        EndTag();
        if (hasElse)
        {
            otherwise = ReadBlock("for", "endfor");
            _cursor.Take();
            EndTag();
        }

        return new ForStatement(line, target, items, filter, body, otherwise);
    }

    private SetStatement ReadSet(int line)
    {
        string? owner = null, member = null;
        Target? target = null;
        if (_cursor.Next.IsOperator("."))
        {
            owner = _cursor.TakeName("a name");
            _cursor.Take();
            member = _cursor.TakeName("the name of a member");
        }
        else
        {
            target = ReadTarget("=");
        }

        if (_cursor.TryTakeOperator("="))
        {
            Expression value = _expressions.ReadTuple();
            EndTag();
            _expressions.Declare(target?.Names ?? []);
            return new SetStatement(line, target, owner, member, value, null, []);
        }

        List<FilterExpression> filters = ReadFilters();
        Block body = ReadBody("set", "endset");
        _expressions.Declare(target?.Names ?? []);
        return new SetStatement(line, target, owner, member, null, body, filters);
    }

    private MacroStatement ReadMacro(int line)
    {
        string name = _cursor.TakeName("the name of a macro");
        List<Parameter> parameters = ReadParameters();
        _expressions.Declare([name, "caller"]);
        return new MacroStatement(line, name, parameters, ReadMacroBody("macro", "endmacro"));
    }

    private CallStatement ReadCall(int line)
    {
        List<Parameter> parameters = _cursor.Current.IsOperator("(") ? ReadParameters() : [];
        Expression call = _expressions.Read();
        return new CallStatement(
            line,
            parameters,
            call as CallExpression ?? throw new TemplateSyntaxFault(line, "\"call\" needs the call of a macro."),
            ReadMacroBody("call", "endcall"));
    }

    private WithStatement ReadWith(int line)
    {
        var values = new List<(Target, Expression)>();
        while (_cursor.Current.Kind != TokenKind.BlockEnd)
        {
            if (values.Count > 0)
            {
                _cursor.ExpectOperator(",");
            }

            Target target = ReadTarget("=");
            _cursor.ExpectOperator("=");
            values.Add((target, _expressions.Read()));
            _expressions.Declare(target.Names);
        }

        return new WithStatement(line, values, ReadBody("with", "endwith"));
    }

    private FilterStatement ReadFilterBlock(int line)
    {
        List<FilterExpression> filters = [_expressions.ReadFilter(new Literal(line, null)), .. ReadFilters()];
        return new FilterStatement(line, filters, ReadBody("filter", "endfilter"));
    }

    private List<FilterExpression> ReadFilters()
    {
        var filters = new List<FilterExpression>();
        while (_cursor.TryTakeOperator("|"))
        {
            filters.Add(_expressions.ReadFilter(new Literal(_cursor.Current.Line, null)));
        }

        return filters;
    }

    private Target ReadTarget(string end)
    {
        bool bracket = _cursor.TryTakeOperator("(");
        bool tuple = false;
        List<string> names = [ReadTargetName()];
        while (_cursor.TryTakeOperator(","))
        {
            tuple = true;
            if (!_cursor.Current.IsOperator(")") && !_cursor.Current.IsName(end) && !_cursor.Current.IsOperator(end))
            {
                names.Add(ReadTargetName());
            }
        }

        if (bracket)
        {
            _cursor.ExpectOperator(")");
        }

        return new Target(names, tuple);
    }

    private string ReadTargetName()
    {
        TemplateToken token = _cursor.Current;
        string name = _cursor.TakeName("a name");
        return name is not ("true" or "false" or "none" or "True" or "False" or "None") ? name
            : throw new TemplateSyntaxFault(token.Line, $"a value cannot be assigned to {name}.");
    }

    private List<Parameter> ReadParameters()
    {
        var parameters = new List<Parameter>();
        _cursor.ExpectOperator("(");
        while (!_cursor.TryTakeOperator(")"))
        {
            if (parameters.Count > 0)
            {
                _cursor.ExpectOperator(",");
            }

            string name = _cursor.TakeName("the name of a parameter");
            parameters.Add(new Parameter(name, _cursor.TryTakeOperator("=") ? _expressions.Read() : null));
            _expressions.Declare([name]);
        }

        return parameters;
    }

    private Block ReadMacroBody(string opened, string end)
    {
        int loops = _loops;
        _loops = 0;
        Block body = ReadBody(opened, end);
        _loops = loops;
        return body;
    }

    private Block ReadBody(string opened, string end)
    {
        EndTag();
        Block body = ReadBlock(opened, end);
        _cursor.Take();
        EndTag();
        return body;
    }

    private void EndTag()
    {
        _tagLine = _cursor.Current.Line;
        _cursor.Expect(TokenKind.BlockEnd, "\"%}\"");
    }
}
