using System.Text;

namespace LanguageModeling.Templates;

internal sealed record ForStatement(int Line, Target Target, Expression Items, Expression? Filter, Block Body, Block Else) : Statement(Line)
{
    protected override Flow Run(Scope scope, StringBuilder output)
    {
        object?[] items = Python.Iterate(Items.Evaluate(scope));
        scope.Render.Charge(items.Length);
        if (Filter is not null)
        {
            items = [.. items.Where(item => Passes(scope, item))];
        }

        object? last = Arguments.Missing;
        Func<object?, bool> hasChanged = values => Changed(ref last, values);
        for (int i = 0; i < items.Length; i++)
        {
            Scope inner = scope.Inner();
            scope.Render.Line = Line;
            Target.Assign(inner, items[i]);
            inner["loop"] = new LoopValue(items, i, hasChanged);
            if (Body.Execute(inner, output) == Flow.Break)
            {
                break;
            }
        }

        return items.Length == 0 ? Else.Execute(scope.Inner(), output) : Flow.Next;
    }

    private bool Passes(Scope scope, object? item)
    {
        Scope inner = scope.Inner();
        Target.Assign(inner, item);
        return Python.IsTrue(Filter!.Evaluate(inner));
    }

    private static bool Changed(ref object? last, object? now)
    {
        bool changed = last == Arguments.Missing || !Python.AreEqual(last, now);
        last = now;
        return changed;
    }
}

/// <summary>The variable <c>loop</c>.</summary>
internal sealed class LoopValue(object?[] items, int i, Func<object?, bool> changed)
{
    public object? GetMember(string name) => name switch
    {
        "index" => i + 1L,
        "index0" => (long)i,
        "revindex" => (long)items.Length - i,
        "revindex0" => items.Length - i - 1L,
        "first" => i == 0,
        "last" => i == items.Length - 1,
        "length" => (long)items.Length,
        "depth" => 1L,
        "depth0" => 0L,
        "previtem" => i > 0 ? items[i - 1] : new Undefined("loop.previtem"),
        "nextitem" => i + 1 < items.Length ? items[i + 1] : new Undefined("loop.nextitem"),
        "cycle" => new Function(name, (_, a) => a.Positional.Count > 0 ? a.Positional[i % a.Positional.Count] : throw new TemplateFault("loop.cycle needs values.")),
        "changed" => new Function(name, (_, a) => changed(new ItemList([.. a.Positional], isTuple: true))),
        _ => new Undefined(name),
    };
}
