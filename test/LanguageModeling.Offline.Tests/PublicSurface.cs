using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace LanguageModeling.Offline.Tests;

/// <summary>The types and members of an assembly that code outside of it can use or derive from, a line each, in the form of the listings.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Of(Assembly assembly) => assembly.GetTypes().Where(IsVisible).SelectMany(Lines);

    private static IEnumerable<string> Lines(Type type)
    {
        string name = TypeNames.Declared(type);
        yield return $"{name} : {Header(type)}";
        if (type.IsEnum)
        {
            foreach (FieldInfo field in type.GetFields(BindingFlags.Public | BindingFlags.Static))
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{name}.{field.Name} = {field.GetRawConstantValue()}");
            }

            yield break;
        }

        if (type.IsSubclassOf(typeof(Delegate)))
        {
            yield break;
        }

        bool any = false;
        foreach (ConstructorInfo constructor in type.GetConstructors(Declared).Where(c => !c.IsStatic && IsAccessible(c)))
        {
            any = true;
            yield return $"{name}..ctor({Parameters(constructor)}) : {Access(constructor)}ctor{Obsolete(constructor)}";
        }

        if (!any && type.IsClass && !IsStatic(type))
        {
            yield return $"{name}..ctor -- none accessible from outside ML.NET";
        }

        foreach (MemberInfo member in type.GetMembers(Declared))
        {
            if (Member(member) is { } line)
            {
                yield return $"{name}.{line}{Obsolete(member)}";
            }
        }
    }

    private static string Header(Type type)
    {
        if (type.IsEnum)
        {
            return "enum : " + TypeNames.Of(Enum.GetUnderlyingType(type));
        }

        if (type.IsSubclassOf(typeof(Delegate)))
        {
            MethodInfo invoke = type.GetMethod("Invoke")!;
            return $"delegate {TypeNames.Of(invoke.ReturnType)} ({Parameters(invoke)}){TypeNames.Constraints(type.GetGenericArguments())}";
        }

        string kind = type.IsInterface
            ? "interface"
            : type.IsValueType
                ? (IsReadOnly(type) ? "readonly " : "") + (type.IsByRefLike ? "ref struct" : "struct")
                : IsStatic(type) ? "static class" : type.IsAbstract ? "abstract class" : type.IsSealed ? "sealed class" : "class";
        string bases = string.Join(", ", Bases(type).Select(TypeNames.Of));
        return kind + (bases.Length > 0 ? " : " + bases : "") + TypeNames.Constraints(type.GetGenericArguments()) + Obsolete(type);
    }

    /// <summary>The base class and the interfaces that nothing else in the list implies.</summary>
    private static IEnumerable<Type> Bases(Type type)
    {
        Type? parent = type.IsClass ? type.BaseType : null;
        while (parent is not null && !IsVisible(parent))
        {
            parent = parent.BaseType;
        }

        IEnumerable<Type> interfaces = type.GetInterfaces().Where(IsVisible).Except(parent?.GetInterfaces() ?? []);
        Type[] all = [.. interfaces];
        IEnumerable<Type> minimal = all.Where(one => !all.Any(other => other != one && other.GetInterfaces().Contains(one)));
        IEnumerable<Type> first = parent is null || parent == typeof(object) ? [] : [parent];
        return first.Concat(minimal.OrderBy(TypeNames.Of, StringComparer.Ordinal));
    }

    /// <summary>The line of a member without its type's name; null if it cannot be seen from outside or belongs to another member.</summary>
    private static string? Member(MemberInfo member) => member switch
    {
        FieldInfo field when IsAccessible(field) => $"{field.Name} : {FieldModifiers(field)}{TypeNames.Of(field.FieldType)}{Constant(field)}",
        PropertyInfo property when Accessors(property) is { Length: > 0 } accessors => Property(property, accessors),
        EventInfo { AddMethod: { } add } happening when IsAccessible(add)
            => $"{happening.Name} : {Modifiers(add)}event {TypeNames.Of(happening.EventHandlerType!)}",
        MethodInfo method when IsAccessible(method) && !method.IsSpecialName => Method(method),
        MethodInfo method when IsAccessible(method) && method.Name.StartsWith("op_", StringComparison.Ordinal) => Method(method),
        _ => null,
    };

    private static string Method(MethodInfo method)
    {
        Type[] generic = method.GetGenericArguments();
        string own = generic.Length > 0 ? $"<{string.Join(", ", generic.Select(TypeNames.Of))}>" : "";
        return $"{method.Name}{own}({Parameters(method)}) : {Modifiers(method)}{TypeNames.Of(method.ReturnType)}{TypeNames.Constraints(generic)}";
    }

    private static string Property(PropertyInfo property, MethodInfo[] accessors)
    {
        ParameterInfo[] index = property.GetIndexParameters();
        string name = index.Length > 0 ? $"this[{string.Join(", ", index.Select(p => Parameter(p, false)))}]" : property.Name;
        string access = string.Concat(accessors.Select(a => a == property.GetMethod ? "get; " : "set; "));
        return $"{name} : {Modifiers(accessors[0])}{TypeNames.Of(property.PropertyType)} {{ {access}}}";
    }

    private static string Parameters(MethodBase method)
    {
        bool extension = method.IsDefined(typeof(ExtensionAttribute));
        return string.Join(", ", method.GetParameters().Select(p => Parameter(p, extension && p.Position == 0)));
    }

    private static string Parameter(ParameterInfo parameter, bool isThis)
    {
        Type type = parameter.ParameterType;
        string way = !type.IsByRef ? "" : parameter.IsOut ? "out " : parameter.IsIn ? "in " : "ref ";
        string list = parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "";
        string value = parameter.HasDefaultValue ? " = " + Default(parameter.RawDefaultValue, type) : "";
        return $"{(isThis ? "this " : "")}{list}{way}{TypeNames.Of(type)} {parameter.Name}{value}";
    }

    private static string Default(object? value, Type type)
    {
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        bool isNullable = !type.IsValueType || plain != type;
        return value switch
        {
            null => isNullable && !type.IsGenericParameter ? "null" : "default",
            string text => $"\"{text}\"",
            char c => $"'{c}'",
            bool flag => flag ? "true" : "false",
            float number when float.IsFinite(number) => number.ToString(CultureInfo.InvariantCulture) + "f",
            _ when plain.IsEnum => TypeNames.Of(plain) + "." + Enum.GetName(plain, value),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
    }

    private static string Modifiers(MethodInfo method)
    {
        string access = Access(method);
        Type type = method.DeclaringType!;
        if (method.IsStatic)
        {
            return access + "static ";
        }

        if (type.IsInterface || !method.IsVirtual || method.IsFinal || type.IsSealed)
        {
            return access;
        }

        bool isNew = method.Attributes.HasFlag(MethodAttributes.NewSlot);
        return access + (method.IsAbstract ? "abstract " : isNew ? "virtual " : "override ");
    }

    private static string FieldModifiers(FieldInfo field)
    {
        string access = field.IsPublic ? "" : "protected ";
        return access + (field.IsLiteral ? "const " : (field.IsStatic ? "static " : "") + (field.IsInitOnly ? "readonly " : ""));
    }

    private static string Constant(FieldInfo field) => field.IsLiteral ? " = " + Default(field.GetRawConstantValue(), field.FieldType) : "";

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Obsolete(MemberInfo member) => member.IsDefined(typeof(ObsoleteAttribute)) && !IsByRefLike(member) ? " [Obsolete]" : "";

    /// <summary>The compiler marks every ref struct as obsolete for compilers that do not know ref structs.</summary>
    private static bool IsByRefLike(MemberInfo member) => member is Type { IsByRefLike: true };

    private static MethodInfo[] Accessors(PropertyInfo property) => [.. property.GetAccessors(true).Where(IsAccessible)];

    /// <summary>By name: an assembly for .NET Standard 2.0 brings an attribute of its own.</summary>
    private static bool IsReadOnly(Type type) => type.CustomAttributes.Any(a => a.AttributeType.FullName == typeof(IsReadOnlyAttribute).FullName);

    private static bool IsStatic(Type type) => type is { IsAbstract: true, IsSealed: true };

    private static bool IsVisible(Type type)
        => (type.IsPublic || ((type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && IsVisible(type.DeclaringType!)))
            && type.GetGenericArguments().All(argument => argument.IsGenericParameter || IsVisible(argument));

    private static bool IsAccessible(FieldInfo field) => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly;

    private static bool IsAccessible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;
}
