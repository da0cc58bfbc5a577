using System.Text;

namespace LanguageModeling.Templates;

/// <summary>Where rendering goes on after a statement.</summary>
internal enum Flow
{
    /// <summary>With the next statement.</summary>
    Next,

    /// <summary>With the next turn of the loop.</summary>
    Continue,

    /// <summary>After the loop.</summary>
    Break,
}

/// <summary>A statement; each kind prints what it gives.</summary>
internal abstract record Statement(int Line)
{
    public Flow Execute(Scope scope, StringBuilder output)
    {
        scope.Render.Line = Line;
        scope.Render.Step();
        return Run(scope, output);
    }

    protected abstract Flow Run(Scope scope, StringBuilder output);
}

internal sealed record Block(IReadOnlyList<Statement> Statements)
{
    public Flow Execute(Scope scope, StringBuilder output)
    {
        foreach (Statement statement in Statements)
        {
            Flow flow = statement.Execute(scope, output);
            if (flow != Flow.Next)
            {
                return flow;
            }
        }

        return Flow.Next;
    }

    /// <summary>What the block prints.</summary>
    public string Capture(Scope scope)
    {
        var output = new StringBuilder();
        Execute(scope, output);
        return output.ToString();
    }
}

internal sealed record TextStatement(int Line, string Text) : Statement(Line)
{
    protected override Flow Run(Scope scope, StringBuilder output)
    {
        scope.Render.Write(output, Text);
        return Flow.Next;
    }
}

internal sealed record PrintStatement(int Line, Expression Value) : Statement(Line)
{
    protected override Flow Run(Scope scope, StringBuilder output)
    {
        scope.Render.Write(output, Python.ToText(Value.Evaluate(scope)));
        return Flow.Next;
    }
}

internal sealed record IfStatement(int Line, Expression Condition, Block Then, Block Else) : Statement(Line)
{
    protected override Flow Run(Scope scope, StringBuilder output)
        => (Python.IsTrue(Condition.Evaluate(scope)) ? Then : Else).Execute(scope, output);
}

/// <summary>One name, or several that take a value apart.</summary>
internal sealed record Target(IReadOnlyList<string> Names, bool IsTuple)
{
    public void Assign(Scope scope, object? value)
    {
        if (!IsTuple)
        {
            scope[Names[0]] = value;
            return;
        }

        object?[] items = Python.Iterate(value);
        if (items.Length != Names.Count)
        {
            throw new TemplateFault($"{items.Length} values cannot be assigned to {Names.Count} names.");
        }

        for (int i = 0; i < items.Length; i++)
        {
            scope[Names[i]] = items[i];
        }
    }
}

internal sealed record SetStatement(int Line, Target? Target, string? Owner, string? Member, Expression? Value, Block? Body, IReadOnlyList<FilterExpression> Filters)
    : Statement(Line)
{
    protected override Flow Run(Scope scope, StringBuilder output)
    {
        object? value = Value is not null ? Value.Evaluate(scope) : Body!.Capture(scope.Inner());
        foreach (FilterExpression filter in Filters)
        {
            value = filter.Apply(value, scope);
        }

        scope.Render.Line = Line;
        if (Target is not null)
        {
            Target.Assign(scope, value);
        }
        else if (scope.Get(Owner!) is NamespaceValue space)
        {
            space.Members[Member!] = value;
        }
        else
        {
            throw new TemplateFault($"'{Owner}' is no namespace, so its '{Member}' cannot be set. Make it with namespace().");
        }

        return Flow.Next;
    }
}

internal sealed record WithStatement(int Line, IReadOnlyList<(Target Target, Expression Value)> Values, Block Body) : Statement(Line)
{
    protected override Flow Run(Scope scope, StringBuilder output)
    {
        Scope inner = scope.Inner();
        foreach ((Target target, Expression value) in Values)
        {
            target.Assign(inner, value.Evaluate(scope));
        }

        return Body.Execute(inner, output);
    }
}

internal sealed record FilterStatement(int Line, IReadOnlyList<FilterExpression> Filters, Block Body) : Statement(Line)
{
    protected override Flow Run(Scope scope, StringBuilder output)
    {
        object? value = Body.Capture(scope.Inner());
        foreach (FilterExpression filter in Filters)
        {
            value = filter.Apply(value, scope);
        }

        scope.Render.Write(output, Python.ToText(value));
        return Flow.Next;
    }
}

/// <summary>Hugging Face's <c>generation</c>: prints its body and notes where it stands in the output.</summary>
internal sealed record GenerationStatement(int Line, Block Body) : Statement(Line)
{
    protected override Flow Run(Scope scope, StringBuilder output)
    {
        int start = output.Length;
        Flow flow = Body.Execute(scope.Inner(), output);
        if (ReferenceEquals(output, scope.Render.Output))
        {
            scope.Render.Generated.Add(new TextPart(start, output.Length - start));
        }

        return flow;
    }
}

internal sealed record LeaveStatement(int Line, Flow Flow) : Statement(Line)
{
    protected override Flow Run(Scope scope, StringBuilder output) => Flow;
}

internal sealed record MacroStatement(int Line, string Name, IReadOnlyList<Parameter> Parameters, Block Body) : Statement(Line)
{
    protected override Flow Run(Scope scope, StringBuilder output)
    {
        scope[Name] = new Function(Name, (_, arguments) => Parameter.Run(Parameters, Body, scope.Inner(), arguments));
        return Flow.Next;
    }
}

/// <summary>A parameter of a macro or call block, and the value it has when none is given.</summary>
internal sealed record Parameter(string Name, Expression? Default)
{
    /// <summary>Prints a macro's body with the parameters' values.</summary>
    public static string Run(IReadOnlyList<Parameter> parameters, Block body, Scope scope, Arguments arguments)
    {
        Dictionary<string, object?> named = new(arguments.Named);
        if (named.Remove("caller", out object? caller))
        {
            scope["caller"] = caller;
        }

        object?[] values = (arguments with { Named = named }).Bind([.. parameters.Select(parameter => parameter.Name)]);
        for (int i = 0; i < values.Length; i++)
        {
            scope[parameters[i].Name] = values[i] != Arguments.Missing ? values[i]
                : parameters[i].Default is { } standard ? standard.Evaluate(scope)
                : new Undefined(parameters[i].Name);
        }

        return body.Capture(scope);
    }
}

/// <summary><c>call</c>: calls a macro, whose <c>caller()</c> prints the block's body.</summary>
internal sealed record CallStatement(int Line, IReadOnlyList<Parameter> Parameters, CallExpression Call, Block Body) : Statement(Line)
{
    protected override Flow Run(Scope scope, StringBuilder output)
    {
        var caller = new Function("caller", (_, arguments) => Parameter.Run(Parameters, Body, scope.Inner(), arguments));
        var call = Call with { Arguments = Call.Arguments with { Named = [.. Call.Arguments.Named, ("caller", new Literal(Line, caller))] } };
        scope.Render.Write(output, Python.ToText(call.Evaluate(scope)));
        return Flow.Next;
    }
}
