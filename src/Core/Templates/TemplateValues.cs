using System.Diagnostics.CodeAnalysis;

namespace LanguageModeling.Templates;

// Values of templates: null (none), bool, long, double, string, and the types below. Lists and mappings never change; a namespace does.

/// <summary>What a name or member that does not exist gives: prints as nothing, is false, and has no members.</summary>
/// <param name="Name">What was looked for.</param>
internal sealed record Undefined(string Name);

/// <summary>A list or tuple.</summary>
internal sealed class ItemList(object?[] items, bool isTuple = false)
{
    public object?[] Items => items;

    public bool IsTuple => isTuple;
}

/// <summary>A mapping; keys are strings, numbers or Booleans, in the order in which they were added.</summary>
internal sealed class Mapping
{
    public OrderedDictionary<object, object?> Entries { get; } = new(KeyComparer.Instance);

    /// <summary>Adds or replaces an entry.</summary>
    public void Set(object? key, object? value)
        => Entries[key is string or long or double or bool ? key : throw new TemplateFault($"{Python.TypeName(key)} cannot be a key. Use a string or number.")] = value;

    public bool TryGet(object? key, [MaybeNullWhen(false)] out object? value)
    {
        value = null;
        return key is string or long or double or bool && Entries.TryGetValue(key, out value);
    }

    // 1, 1.0 and true are one key, as in Python.
    private sealed class KeyComparer : IEqualityComparer<object>
    {
        public static readonly KeyComparer Instance = new();

        bool IEqualityComparer<object>.Equals(object? x, object? y) => Python.AreEqual(x, y);

        public int GetHashCode(object obj) => obj switch { string s => s.GetHashCode(StringComparison.Ordinal), _ => Python.ToDouble(obj).GetHashCode() };
    }
}

/// <summary>What <c>namespace()</c> gives: the one value whose members can be set.</summary>
internal sealed class NamespaceValue
{
    public Dictionary<string, object?> Members { get; } = [];
}

/// <summary>A function, macro or method.</summary>
/// <param name="Name">Its name, for messages.</param>
/// <param name="Call">What it does.</param>
internal sealed record Function(string Name, Func<RenderState, Arguments, object?> Call);

/// <summary>The arguments of a call.</summary>
/// <param name="Callee">What is called, for messages: "the filter 'join'".</param>
/// <param name="Positional">Arguments without a name.</param>
/// <param name="Named">Arguments with one.</param>
internal sealed record Arguments(string Callee, IReadOnlyList<object?> Positional, IReadOnlyDictionary<string, object?> Named)
{
    /// <summary>Stands where an argument was not given.</summary>
    public static readonly object Missing = new();

    /// <summary>Puts arguments in the order of parameters; <see cref="Missing"/> where there is none.</summary>
    public object?[] Bind(params ReadOnlySpan<string> parameters)
    {
        if (Positional.Count > parameters.Length)
        {
            throw new TemplateFault($"{Callee} takes at most {parameters.Length} arguments, but got {Positional.Count}.");
        }

        var bound = new object?[parameters.Length];
        Array.Fill(bound, Missing);
        for (int i = 0; i < Positional.Count; i++)
        {
            bound[i] = Positional[i];
        }

        foreach ((string name, object? value) in Named)
        {
            int index = parameters.IndexOf(name);
            if (index < 0 || bound[index] != Missing)
            {
                throw new TemplateFault(index < 0 ? $"{Callee} has no parameter '{name}'." : $"{Callee} got '{name}' twice.");
            }

            bound[index] = value;
        }

        return bound;
    }

    /// <summary>Binds, and requires the first parameters.</summary>
    public object?[] Require(int required, params ReadOnlySpan<string> parameters)
    {
        object?[] bound = Bind(parameters);
        for (int i = 0; i < required; i++)
        {
            if (bound[i] == Missing)
            {
                throw new TemplateFault($"{Callee} needs '{parameters[i]}'.");
            }
        }

        return bound;
    }
}
