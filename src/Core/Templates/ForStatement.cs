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

        object? changed = Arguments.Missing;
        for (int i = 0; i < items.Length; i++)
        {
            Scope inner = scope.Inner();
            scope.Render.Line = Line;
            Target.Assign(inner, items[i]);
            inner["loop"] = Describe(items, i, values => Changed(ref changed, values));
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

    private static NamespaceValue Describe(object?[] items, int i, Func<object?, bool> changed)
    {
        var loop = new NamespaceValue();
        loop.Members["index"] = i + 1L;
        loop.Members["index0"] = (long)i;
        loop.Members["revindex"] = (long)items.Length - i;
        loop.Members["revindex0"] = items.Length - i - 1L;
        loop.Members["first"] = i == 0;
        loop.Members["last"] = i == items.Length - 1;
        loop.Members["length"] = (long)items.Length;
        loop.Members["depth"] = 1L;
        loop.Members["depth0"] = 0L;
        loop.Members["previtem"] = i > 0 ? items[i - 1] : new Undefined("loop.previtem");
        loop.Members["nextitem"] = i + 1 < items.Length ? items[i + 1] : new Undefined("loop.nextitem");
        loop.Members["cycle"] = new Function("cycle", (_, a) => a.Positional.Count > 0
            ? a.Positional[i % a.Positional.Count]
            : throw new TemplateFault("loop.cycle needs values."));
        loop.Members["changed"] = new Function("changed", (_, a) => changed(new ItemList([.. a.Positional], isTuple: true)));
        return loop;
    }
}
