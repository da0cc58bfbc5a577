namespace LanguageModeling.Templates;

/// <summary>Methods of lists and mappings; those that would change one are refused, as Hugging Face's sandbox does.</summary>
internal static class CollectionMethods
{
    public static Function? Find(Mapping mapping, string name) => name switch
    {
        "items" => new Function(name, (_, a) => Items(mapping, a)),
        "keys" => new Function(name, (_, a) => NoArguments(a, () => new ItemList([.. mapping.Entries.Keys]))),
        "values" => new Function(name, (_, a) => NoArguments(a, () => new ItemList([.. mapping.Entries.Values]))),
        "get" => new Function(name, (_, a) => Get(mapping, a)),
        "copy" => new Function(name, (_, a) => NoArguments(a, () => mapping)),
        "clear" or "pop" or "popitem" or "setdefault" or "update" => Refused("mapping", name),
        _ => null,
    };

    public static Function? Find(ItemList list, string name) => name switch
    {
        "index" => new Function(name, (_, a) => (long)IndexOf(list, a.Require(1, "value")[0])),
        "count" => new Function(name, (_, a) => Count(list, a.Require(1, "value")[0])),
        "copy" when !list.IsTuple => new Function(name, (_, a) => NoArguments(a, () => list)),
        "append" or "clear" or "extend" or "insert" or "pop" or "remove" or "reverse" or "sort" when !list.IsTuple => Refused("list", name),
        _ => null,
    };

    public static ItemList Items(Mapping mapping, Arguments arguments)
        => NoArguments(arguments, () => new ItemList([.. mapping.Entries.Select(entry => new ItemList([entry.Key, entry.Value], isTuple: true))]));

    private static T NoArguments<T>(Arguments arguments, Func<T> compute)
    {
        arguments.Bind();
        return compute();
    }

    private static object? Get(Mapping mapping, Arguments arguments)
    {
        object?[] bound = arguments.Require(1, "key", "default");
        return mapping.TryGet(bound[0], out object? value) ? value : bound[1] == Arguments.Missing ? null : bound[1];
    }

    private static int IndexOf(ItemList list, object? value)
    {
        int index = Array.FindIndex(list.Items, item => Python.AreEqual(item, value));
        return index >= 0 ? index : throw new TemplateFault($"{Python.Represent(value)} is not in the list.");
    }

    private static long Count(ItemList list, object? value) => list.Items.LongCount(item => Python.AreEqual(item, value));

    private static Function Refused(string owner, string name)
        => new(name, (_, _) => throw new TemplateLack($"the method '{name}' changes a {owner}, which chat templates may not. Make a new {owner} with {{% set %}}."));
}
