namespace LanguageModeling.Templates;

/// <summary>An expression; each kind computes itself.</summary>
internal abstract record Expression(int Line)
{
    public object? Evaluate(Scope scope)
    {
        scope.Render.Step();
        return Compute(scope);
    }

    protected abstract object? Compute(Scope scope);
}

internal sealed record Literal(int Line, object? Value) : Expression(Line)
{
    protected override object? Compute(Scope scope) => Value;
}

internal sealed record NameExpression(int Line, string Name) : Expression(Line)
{
    protected override object? Compute(Scope scope) => scope.Get(Name);
}

internal sealed record ListExpression(int Line, IReadOnlyList<Expression> Items, bool IsTuple) : Expression(Line)
{
    protected override object? Compute(Scope scope) => new ItemList([.. Items.Select(item => item.Evaluate(scope))], IsTuple);
}

internal sealed record MappingExpression(int Line, IReadOnlyList<(Expression Key, Expression Value)> Entries) : Expression(Line)
{
    protected override object? Compute(Scope scope)
    {
        var mapping = new Mapping();
        foreach ((Expression key, Expression value) in Entries)
        {
            mapping.Set(key.Evaluate(scope), value.Evaluate(scope));
        }

        return mapping;
    }
}

/// <summary><c>a.name</c>.</summary>
internal sealed record MemberExpression(int Line, Expression Owner, string Name) : Expression(Line)
{
    protected override object? Compute(Scope scope)
    {
        object? owner = Owner.Evaluate(scope);
        scope.Render.Line = Line;
        return Members.GetMember(owner, Name);
    }
}

/// <summary><c>a[key]</c>.</summary>
internal sealed record IndexExpression(int Line, Expression Owner, Expression Key) : Expression(Line)
{
    protected override object? Compute(Scope scope)
    {
        object? owner = Owner.Evaluate(scope), key = Key.Evaluate(scope);
        scope.Render.Line = Line;
        return Members.GetItem(owner, key);
    }
}

/// <summary><c>a[from:to:step]</c>.</summary>
internal sealed record SliceExpression(int Line, Expression Owner, Expression? From, Expression? To, Expression? Step) : Expression(Line)
{
    protected override object? Compute(Scope scope)
    {
        object? owner = Owner.Evaluate(scope);
        object? from = From?.Evaluate(scope), to = To?.Evaluate(scope), step = Step?.Evaluate(scope);
        scope.Render.Line = Line;
        return Members.Slice(scope.Render, owner, from, to, step);
    }
}

/// <summary>What stands in brackets after a function, filter or test.</summary>
internal sealed record ArgumentList(IReadOnlyList<Expression> Positional, IReadOnlyList<(string Name, Expression Value)> Named)
{
    public static readonly ArgumentList Empty = new([], []);

    public Arguments Evaluate(string callee, Scope scope)
    {
        if (Positional.Count + Named.Count == 0)
        {
            return new Arguments(callee, [], System.Collections.ObjectModel.ReadOnlyDictionary<string, object?>.Empty);
        }

        object?[] positional = [.. Positional.Select(argument => argument.Evaluate(scope))];
        var named = new OrderedDictionary<string, object?>();
        foreach ((string name, Expression value) in Named)
        {
            named[name] = value.Evaluate(scope);
        }

        return new Arguments(callee, positional, named);
    }
}

internal sealed record CallExpression(int Line, Expression Callee, ArgumentList Arguments) : Expression(Line)
{
    protected override object? Compute(Scope scope)
    {
        object? callee = Callee.Evaluate(scope);
        if (callee is not Function function)
        {
            scope.Render.Line = Line;
            throw Missing(callee);
        }

        Arguments arguments = Arguments.Evaluate($"'{function.Name}'", scope);
        scope.Render.Line = Line;
        object? result = scope.Render.Call(function, arguments);
        scope.Render.Line = Line;
        return result;
    }

    private TemplateFault Missing(object? callee) => callee is Undefined u
        ? new TemplateLack(Callee is MemberExpression ? $"the method '{u.Name}' is not supported." : $"the function '{u.Name}' is not supported.")
        : new TemplateFault($"{Python.TypeName(callee)} cannot be called.");
}

internal sealed record FilterExpression(int Line, Expression Value, string Name, ArgumentList Arguments) : Expression(Line)
{
    protected override object? Compute(Scope scope) => Apply(Value.Evaluate(scope), scope);

    public object? Apply(object? value, Scope scope)
    {
        Arguments arguments = Arguments.Evaluate($"the filter '{Name}'", scope);
        scope.Render.Line = Line;
        return TemplateFilters.Apply(scope.Render, Name, value, arguments);
    }
}

internal sealed record TestExpression(int Line, Expression Value, string Name, ArgumentList Arguments, bool Negate) : Expression(Line)
{
    protected override object? Compute(Scope scope)
    {
        object? value = Value.Evaluate(scope);
        Arguments arguments = Arguments.Evaluate($"the test '{Name}'", scope);
        scope.Render.Line = Line;
        return TemplateTests.Apply(scope.Render, Name, value, arguments) != Negate;
    }
}

internal sealed record ConditionalExpression(int Line, Expression Condition, Expression Then, Expression? Else) : Expression(Line)
{
    protected override object? Compute(Scope scope)
        => Python.IsTrue(Condition.Evaluate(scope)) ? Then.Evaluate(scope) : Else is null ? new Undefined("the inline if without else") : Else.Evaluate(scope);
}

internal sealed record NotExpression(int Line, Expression Value) : Expression(Line)
{
    protected override object? Compute(Scope scope) => !Python.IsTrue(Value.Evaluate(scope));
}

/// <summary><c>and</c>, <c>or</c>: gives one of its values, as Python does.</summary>
internal sealed record LogicExpression(int Line, Expression Left, Expression Right, bool And) : Expression(Line)
{
    protected override object? Compute(Scope scope)
    {
        object? left = Left.Evaluate(scope);
        return Python.IsTrue(left) == And ? Right.Evaluate(scope) : left;
    }
}

/// <summary><c>a &lt; b &lt;= c</c>: each pair must hold.</summary>
internal sealed record ComparisonExpression(int Line, Expression First, IReadOnlyList<(string Operator, Expression Value)> Rest) : Expression(Line)
{
    protected override object? Compute(Scope scope)
    {
        object? left = First.Evaluate(scope);
        foreach ((string name, Expression value) in Rest)
        {
            object? right = value.Evaluate(scope);
            scope.Render.Line = Line;
            if (!Holds(scope.Render, name, left, right))
            {
                return false;
            }

            left = right;
        }

        return true;
    }

    public static bool Holds(RenderState render, string name, object? left, object? right)
    {
        if (name is "in" or "not in")
        {
            render.Charge(Python.Length(right) / 16);
            return Python.Contains(right, left) == (name == "in");
        }

        return name switch
        {
            "==" => Python.AreEqual(left, right),
            "!=" => !Python.AreEqual(left, right),
            "<" => Python.Compare(left, right) < 0,
            "<=" => Python.Compare(left, right) <= 0,
            ">" => Python.Compare(left, right) > 0,
            _ => Python.Compare(left, right) >= 0,
        };
    }
}

/// <summary>Signs and arithmetic; <see cref="Left"/> is null for a sign.</summary>
internal sealed record ArithmeticExpression(int Line, string Operator, Expression? Left, Expression Right) : Expression(Line)
{
    protected override object? Compute(Scope scope)
    {
        object? left = Left?.Evaluate(scope), right = Right.Evaluate(scope);
        scope.Render.Line = Line;
        return Left is null ? Arithmetic.Sign(Operator, right) : Arithmetic.Apply(scope.Render, Operator, left, right);
    }
}
