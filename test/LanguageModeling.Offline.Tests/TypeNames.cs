using System.Reflection;

namespace LanguageModeling.Offline.Tests;

/// <summary>Writes types as the listings do: C# keywords, System and System.Collections.Generic left out, every other namespace in full.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
        [typeof(char)] = "char",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
        [typeof(void)] = "void",
    };

    /// <summary>A type where it is used.</summary>
    public static string Of(Type type)
    {
        if (Keywords.TryGetValue(type, out string? keyword))
        {
            return keyword;
        }

        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        if (type.HasElementType)
        {
            string element = Of(type.GetElementType()!);
            return type.IsArray ? $"{element}[{new string(',', type.GetArrayRank() - 1)}]" : type.IsPointer ? element + "*" : element;
        }

        return Nullable.GetUnderlyingType(type) is { } underlying ? Of(underlying) + "?" : Named(type, type.GetGenericArguments().Select(Of));
    }

    /// <summary>A type where it is declared, with the variance of its parameters.</summary>
    public static string Declared(Type type) => Named(type, type.GetGenericArguments().Select(Parameter));

    /// <summary>The "where" clauses of a type or method, each with a space before it.</summary>
    public static string Constraints(IEnumerable<Type> parameters) => string.Concat(parameters.Select(Constraint));

    /// <summary>Type parameters are inherited by nested types; each is written at the level that declares it.</summary>
    private static string Named(Type type, IEnumerable<string> arguments)
    {
        Type definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        int inherited = definition.DeclaringType?.GetGenericArguments().Length ?? 0;
        string name = definition.Name.Split('`')[0];
        string[] all = [.. arguments];
        string own = all.Length > inherited ? $"<{string.Join(", ", all.Skip(inherited))}>" : "";
        string prefix = definition.DeclaringType is { } outer
            ? Named(outer, all.Take(inherited)) + "."
            : definition.Namespace is null or "System" or "System.Collections.Generic" ? "" : definition.Namespace + ".";
        return prefix + name + own;
    }

    private static string Parameter(Type parameter)
    {
        GenericParameterAttributes variance = parameter.GenericParameterAttributes & GenericParameterAttributes.VarianceMask;
        return variance switch
        {
            GenericParameterAttributes.Covariant => "out " + parameter.Name,
            GenericParameterAttributes.Contravariant => "in " + parameter.Name,
            _ => parameter.Name,
        };
    }

    private static string Constraint(Type parameter)
    {
        GenericParameterAttributes special = parameter.GenericParameterAttributes;
        bool isStruct = special.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
        var parts = new List<string>();
        if (special.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
        {
            parts.Add("class");
        }

        if (isStruct)
        {
            parts.Add("struct");
        }

        parts.AddRange(parameter.GetGenericParameterConstraints().Where(type => type != typeof(ValueType)).Select(Of));
        if (special.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !isStruct)
        {
            parts.Add("new()");
        }

        return parts.Count == 0 ? "" : $" where {parameter.Name} : {string.Join(", ", parts)}";
    }
}
