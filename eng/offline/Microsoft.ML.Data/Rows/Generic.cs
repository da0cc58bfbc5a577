using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Crosses from a type known at run time to generic code.</summary>
internal static class Generic
{
    /// <summary>Creates <paramref name="open"/> closed over <paramref name="arguments"/>; exceptions come through unwrapped.</summary>
    public static T Create<T>(Type open, Type[] arguments, params object[] constructorArguments)
        => (T)Activator.CreateInstance(
            open.MakeGenericType(arguments),
            BindingFlags.Instance | BindingFlags.Public | BindingFlags.DoNotWrapExceptions,
            null,
            constructorArguments,
            null);

    /// <summary>Calls a private static generic method of <paramref name="owner"/>; exceptions come through unwrapped.</summary>
    public static object Call(Type owner, string method, Type[] arguments, params object[] values)
        => owner.GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)
            .MakeGenericMethod(arguments)
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, values, null);

    /// <summary>The getter of a column as an untyped delegate.</summary>
    public static Delegate Getter(DataViewRow row, DataViewSchema.Column column)
        => (Delegate)Call(typeof(Generic), nameof(TypedGetter), [column.Type.RawType], row, column);

    /// <summary>Casts a getter, or says what it gives instead.</summary>
    public static ValueGetter<T> As<T>(Delegate getter)
        => getter as ValueGetter<T> ?? throw Runtime.Contracts.Except(
            $"Invalid TValue in GetGetter: '{typeof(T)}', expected type: '{getter?.GetType().GetGenericArguments()[0]}'.");

    private static Delegate TypedGetter<T>(DataViewRow row, DataViewSchema.Column column) => row.GetGetter<T>(column);
}
