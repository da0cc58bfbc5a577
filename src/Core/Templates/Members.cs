namespace LanguageModeling.Templates;

/// <summary>Members, items and slices of values.</summary>
internal static class Members
{
    /// <summary><c>owner.name</c>: a method or member first, then an item, as in Jinja.</summary>
    public static object? GetMember(object? owner, string name)
    {
        RefuseUndefined(owner, name);
        if (owner is NamespaceValue space)
        {
            return space.Members.TryGetValue(name, out object? member) ? member : new Undefined(name);
        }

        if (owner is LoopValue loop)
        {
            return loop.GetMember(name);
        }

        return FindMethod(owner, name) is { } method ? method
            : owner is Mapping mapping && mapping.TryGet(name, out object? value) ? value
            : new Undefined(name);
    }

    /// <summary><c>owner[key]</c>: an item first, then a method or member.</summary>
    public static object? GetItem(object? owner, object? key)
    {
        RefuseUndefined(owner, Python.ToText(key));
        switch (owner, key)
        {
            case (Mapping mapping, _) when mapping.TryGet(key, out object? value):
                return value;
            case (ItemList list, long or bool):
                long index = Index(Python.ToInteger(key), list.Items.Length);
                return index < 0 ? new Undefined($"item {Python.ToText(key)}") : list.Items[index];
            case (string text, long or bool):
                return Character(text, Python.ToInteger(key));
            case (NamespaceValue or LoopValue, string name):
                return GetMember(owner, name);
            default:
                return (key is string member ? FindMethod(owner, member) : null) ?? (object)new Undefined(Python.ToText(key));
        }
    }

    /// <summary>The member of an item that <c>attribute=</c> of a filter names: "a.b.0".</summary>
    public static object? Follow(object? item, object? path)
    {
        if (path is long index)
        {
            return GetItem(item, index);
        }

        foreach (string part in Python.ToText(path).Split('.'))
        {
            object? key = long.TryParse(part, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out long number) ? number : part;
            item = GetItem(item, key);
        }

        return item;
    }

    /// <summary><c>owner[from:to:step]</c>.</summary>
    public static object Slice(RenderState render, object? owner, object? from, object? to, object? step)
    {
        RefuseUndefined(owner, "[:]");
        long stride = step is null ? 1 : Python.ToInteger(step);
        if (stride == 0)
        {
            throw new TemplateFault("the step of a slice cannot be 0.");
        }

        if (owner is string text)
        {
            string[] characters = [.. text.EnumerateRunes().Select(rune => rune.ToString())];
            render.ChargeText(text.Length);
            return string.Concat(Positions(characters.Length, from, to, stride).Select(i => characters[i]));
        }

        if (owner is not ItemList list)
        {
            throw new TemplateFault($"{Python.TypeName(owner)} cannot be sliced.");
        }

        render.Charge(list.Items.Length);
        return new ItemList([.. Positions(list.Items.Length, from, to, stride).Select(i => list.Items[i])], list.IsTuple);
    }

    private static IEnumerable<int> Positions(int count, object? from, object? to, long step)
    {
        long first = step > 0 ? 0 : count - 1, end = step > 0 ? count : -1;
        long at = from is null ? first : Clamp(Python.ToInteger(from), count, step);
        long stop = to is null ? end : Clamp(Python.ToInteger(to), count, step);
        step = Math.Clamp(step, -count - 1, count + 1);
        for (; step > 0 ? at < stop : at > stop; at += step)
        {
            yield return (int)at;
        }
    }

    private static long Clamp(long index, int count, long step)
    {
        index = index < 0 ? Math.Max(index, -count - 1L) + count : index;
        return step > 0 ? Math.Clamp(index, 0, count) : Math.Clamp(index, -1, count - 1);
    }

    private static object Character(string text, long key)
    {
        long index = Index(key, Python.LengthOf(text));
        return index < 0 ? new Undefined($"character {key}") : text.EnumerateRunes().ElementAt((int)index).ToString();
    }

    private static long Index(long index, int count)
    {
        index = index < 0 ? Math.Max(index, -count - 1L) + count : index;
        return index < count ? index : -1;
    }

    private static Function? FindMethod(object? owner, string name) => owner switch
    {
        string text => StringMethods.Find(text, name),
        Mapping mapping => CollectionMethods.Find(mapping, name),
        ItemList list => CollectionMethods.Find(list, name),
        _ => null,
    };

    private static void RefuseUndefined(object? owner, string member)
    {
        if (owner is Undefined u)
        {
            throw new TemplateFault($"'{u.Name}' is undefined, so it has no '{member}'.");
        }
    }
}
