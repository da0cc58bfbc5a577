namespace LanguageModeling.Templates;

/// <summary>Filters of lists and mappings.</summary>
internal static class ListFilters
{
    public static readonly IReadOnlyDictionary<string, TemplateFilters.Filter> All = new Dictionary<string, TemplateFilters.Filter>
    {
        ["batch"] = (_, v, a) => Batch(v, a),
        ["count"] = (_, v, a) => TemplateFilters.None(a, () => (long)Python.Length(v)),
        ["length"] = (_, v, a) => TemplateFilters.None(a, () => (long)Python.Length(v)),
        ["dictsort"] = (render, v, a) => SortMapping(render, v, a),
        ["first"] = (_, v, a) => TemplateFilters.None(a, () => Python.Iterate(v) is [var first, ..] ? first : new Undefined("the first item")),
        ["last"] = (_, v, a) => TemplateFilters.None(a, () => Python.Iterate(v) is [.., var last] ? last : new Undefined("the last item")),
        ["groupby"] = (render, v, a) => GroupBy(render, v, a),
        ["items"] = (_, v, a) => v is Undefined ? new ItemList([]) : v is Mapping mapping ? CollectionMethods.Items(mapping, a)
            : throw new TemplateFault($"the filter 'items' needs a mapping, but this is {Python.TypeName(v)}."),
        ["join"] = Join,
        ["list"] = (_, v, a) => TemplateFilters.None(a, () => new ItemList(Python.Iterate(v))),
        ["map"] = Map,
        ["max"] = (render, v, a) => Extreme(render, v, a, last: true),
        ["min"] = (render, v, a) => Extreme(render, v, a, last: false),
        ["reject"] = (render, v, a) => Select(render, v, a, attribute: false, keep: false),
        ["rejectattr"] = (render, v, a) => Select(render, v, a, attribute: true, keep: false),
        ["select"] = (render, v, a) => Select(render, v, a, attribute: false, keep: true),
        ["selectattr"] = (render, v, a) => Select(render, v, a, attribute: true, keep: true),
        ["reverse"] = (_, v, a) => TemplateFilters.None(a, () => Reverse(v)),
        ["sort"] = (render, v, a) => Sort(render, v, a),
        ["sum"] = Sum,
        ["unique"] = (_, v, a) => Unique(v, a),
    };

    private static ItemList Batch(object? value, Arguments arguments)
    {
        object?[] bound = arguments.Require(1, "linecount", "fill_with");
        int size = (int)Math.Clamp(Python.ToInteger(bound[0]), 1, int.MaxValue);
        List<object?[]> rows = [.. Python.Iterate(value).Chunk(size)];
        if (rows.Count > 0 && bound[1] != Arguments.Missing && bound[1] is not null && rows[^1].Length < size)
        {
            if (size > 1 << 16)
            {
                throw new TemplateFault("the filter 'batch' fills no more than 65536 places.");
            }

            rows[^1] = [.. rows[^1], .. Enumerable.Repeat(bound[1], size - rows[^1].Length)];
        }

        return new ItemList([.. rows.Select(row => new ItemList(row))]);
    }

    private static ItemList SortMapping(RenderState render, object? value, Arguments arguments)
    {
        object?[] bound = arguments.Bind("case_sensitive", "by", "reverse");
        string by = bound[1] == Arguments.Missing ? "key" : Python.ToText(bound[1]);
        if (by is not ("key" or "value"))
        {
            throw new TemplateFault("'by' of the filter 'dictsort' is \"key\" or \"value\".");
        }

        Mapping mapping = value as Mapping ?? throw new TemplateFault($"the filter 'dictsort' needs a mapping, but this is {Python.TypeName(value)}.");
        bool exact = TemplateFilters.Or(bound[0], false);
        IEnumerable<KeyValuePair<object, object?>> sorted = Order(
            render, mapping.Entries, entry => by == "key" ? entry.Key : entry.Value, exact, TemplateFilters.Or(bound[2], false));
        return new ItemList([.. sorted.Select(entry => new ItemList([entry.Key, entry.Value], isTuple: true))]);
    }

    private static ItemList Sort(RenderState render, object? value, Arguments arguments)
    {
        object?[] bound = arguments.Bind("reverse", "case_sensitive", "attribute");
        return new ItemList([.. Order(render, Python.Iterate(value), Attribute(bound[2]), TemplateFilters.Or(bound[1], false), TemplateFilters.Or(bound[0], false))]);
    }

    private static ItemList GroupBy(RenderState render, object? value, Arguments arguments)
    {
        object?[] bound = arguments.Require(1, "attribute", "default", "case_sensitive");
        bool exact = TemplateFilters.Or(bound[2], false);
        Func<object?, object?> attribute = Attribute(bound[0], bound[1]);
        var groups = new List<(object? Key, List<object?> Items)>();
        foreach (object? item in Order(render, Python.Iterate(value), attribute, exact, reverse: false))
        {
            object? key = attribute(item);
            if (groups.Count == 0 || !Python.AreEqual(Fold(groups[^1].Key, exact), Fold(key, exact)))
            {
                groups.Add((key, []));
            }

            groups[^1].Items.Add(item);
        }

        return new ItemList([.. groups.Select(group => new ItemList([group.Key, new ItemList([.. group.Items])], isTuple: true))]);
    }

    private static string Join(RenderState render, object? value, Arguments arguments)
    {
        object?[] bound = arguments.Bind("d", "attribute");
        string separator = bound[0] == Arguments.Missing ? "" : Python.ToText(bound[0]);
        return StringMethods.Join(render, separator, [.. Python.Iterate(value).Select(Attribute(bound[1])).Select(item => (object?)Python.ToText(item))]);
    }

    private static ItemList Map(RenderState render, object? value, Arguments arguments)
    {
        object?[] items = Python.Iterate(value);
        if (arguments.Positional.Count == 0)
        {
            object?[] bound = arguments.Require(1, "attribute", "default");
            return new ItemList([.. items.Select(Attribute(bound[0], bound[1]))]);
        }

        string filter = Python.ToText(arguments.Positional[0]);
        if (!TemplateFilters.Knows(filter))
        {
            throw new TemplateLack($"the filter '{filter}' is not supported.");
        }

        var rest = new Arguments($"the filter '{filter}'", [.. arguments.Positional.Skip(1)], arguments.Named);
        return new ItemList([.. items.Select(item => TemplateFilters.Apply(render, filter, item, rest))]);
    }

    private static ItemList Select(RenderState render, object? value, Arguments arguments, bool attribute, bool keep)
    {
        int used = attribute ? 1 : 0;
        if (arguments.Positional.Count < used)
        {
            throw new TemplateFault($"{arguments.Callee} needs the name of a member.");
        }

        string? test = arguments.Positional.Count > used ? Python.ToText(arguments.Positional[used]) : null;
        if (test is not null && !TemplateTests.Knows(test))
        {
            throw new TemplateLack($"the test '{test}' is not supported.");
        }

        var rest = new Arguments($"the test '{test}'", [.. arguments.Positional.Skip(used + 1)], arguments.Named);
        return new ItemList([.. Python.Iterate(value).Where(item =>
        {
            object? seen = attribute ? Members.Follow(item, arguments.Positional[0]) : item;
            return (test is null ? Python.IsTrue(seen) : TemplateTests.Apply(render, test, seen, rest)) == keep;
        })]);
    }

    private static object Reverse(object? value)
        => value is string text ? string.Concat(text.EnumerateRunes().Reverse().Select(rune => rune.ToString())) : new ItemList([.. Python.Iterate(value).Reverse()]);

    private static object? Sum(RenderState render, object? value, Arguments arguments)
    {
        object?[] bound = arguments.Bind("attribute", "start");
        object? sum = bound[1] == Arguments.Missing ? 0L : bound[1];
        foreach (object? item in Python.Iterate(value).Select(Attribute(bound[0])))
        {
            sum = Arithmetic.Apply(render, "+", sum, item);
        }

        return sum;
    }

    private static object? Extreme(RenderState render, object? value, Arguments arguments, bool last)
    {
        object?[] bound = arguments.Bind("case_sensitive", "attribute");
        bool exact = TemplateFilters.Or(bound[0], false);
        Func<object?, object?> attribute = Attribute(bound[1]);
        object? best = new Undefined("the most of no items");
        bool any = false;
        foreach (object? item in Python.Iterate(value))
        {
            render.Step();
            int order = any ? Python.Compare(Fold(attribute(item), exact), Fold(attribute(best), exact)) : 0;
            best = !any || (last ? order > 0 : order < 0) ? item : best;
            any = true;
        }

        return best;
    }

    private static ItemList Unique(object? value, Arguments arguments)
    {
        object?[] bound = arguments.Bind("case_sensitive", "attribute");
        bool exact = TemplateFilters.Or(bound[0], false);
        Func<object?, object?> attribute = Attribute(bound[1]);
        var seen = new Mapping();
        return new ItemList([.. Python.Iterate(value).Where(item =>
        {
            object? key = Fold(attribute(item), exact);
            if (seen.TryGet(key, out _))
            {
                return false;
            }

            seen.Set(key, null);
            return true;
        })]);
    }

    private static IEnumerable<T> Order<T>(RenderState render, IEnumerable<T> items, Func<T, object?> key, bool exact, bool reverse)
    {
        var comparer = Comparer<object?>.Create((x, y) =>
        {
            render.Step();
            return Python.Compare(x, y);
        });
        Func<T, object?> folded = item => Fold(key(item), exact);
        return reverse ? items.OrderByDescending(folded, comparer) : items.OrderBy(folded, comparer);
    }

    private static object? Fold(object? value, bool exact) => value is string text && !exact ? text.ToLowerInvariant() : value;

    private static Func<object?, object?> Attribute(object? path, object? standard = null)
    {
        if (path == Arguments.Missing || path is null)
        {
            return item => item;
        }

        object? otherwise = standard == Arguments.Missing ? null : standard;
        return item => Members.Follow(item, path) is var member && member is Undefined && otherwise is not null ? otherwise : member;
    }
}
