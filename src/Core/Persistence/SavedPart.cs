using System.Reflection;

namespace LanguageModeling.Persistence;

/// <summary>
/// Writes a part that the user may have made (a language model, a text codec, a tokenizer) and reads it back. The file names the type and its
/// assembly; reading loads that assembly and calls the type's own <see cref="ISavable{TSelf}.Load"/>.
/// </summary>
/// <remarks>Assemblies are named by simple name, so that any version that still reads the bytes will do.</remarks>
internal static class SavedPart
{
    private const BindingFlags Own = BindingFlags.Static | BindingFlags.NonPublic;

    /// <summary>Refuses a part that could not be saved, before anything is written.</summary>
    /// <param name="part">The part.</param>
    /// <param name="role">What it is, in words, such as "language model".</param>
    /// <exception cref="NotSupportedException">The part, or a part of it, cannot be saved.</exception>
    public static void CheckSavable(object part, string role)
    {
        Type type = part.GetType();
        if (!IsSavable(type))
        {
            throw new NotSupportedException(
                $"The {role} of type {type.FullName} cannot be saved in a model file, because the type does not implement ISavable<{type.Name}>. "
                + "Implement it (Save, and a static Load)"
                + (role == "tokenizer" ? ", or use one that TokenizerLoader loads, which can be saved." : "."));
        }

        (part as IHasSavedParts)?.CheckSavable();
    }

    /// <summary>Writes the names of a part's assembly and type.</summary>
    public static (string Assembly, string Type) GetName(object part)
        => (part.GetType().Assembly.GetName().Name!, part.GetType().FullName!);

    /// <summary>Writes the part itself.</summary>
    public static void Save(object part, Stream stream)
        => Invoke(nameof(SaveAs), part.GetType(), part, stream);

    /// <summary>Finds the type of a saved part.</summary>
    /// <param name="assemblyName">Simple name of its assembly.</param>
    /// <param name="typeName">Full name of the type.</param>
    /// <param name="role">What the part is, in words.</param>
    /// <typeparam name="T">What the part must be.</typeparam>
    /// <exception cref="InvalidOperationException">The assembly or the type is not there, or the type will not do.</exception>
    public static Type FindType<T>(string assemblyName, string typeName, string role)
    {
        string start = $"The model file holds a {role} of type {typeName} from the assembly {assemblyName}, ";
        Assembly assembly;
        try
        {
            assembly = Assembly.Load(new AssemblyName(assemblyName));
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or ArgumentException)
        {
            throw new InvalidOperationException(
                start + $"which could not be loaded: {e.Message} "
                + "Reference the assembly from the application, or load it before the model, with Assembly.LoadFrom.");
        }

        Type type = assembly.GetType(typeName, throwOnError: false) ?? throw new InvalidOperationException(
            start + $"but {assembly.GetName().Name} {assembly.GetName().Version} has no such type. "
            + "Use the version of the assembly that the model was saved with.");
        if (!typeof(T).IsAssignableFrom(type) || !IsSavable(type))
        {
            string missing = typeof(T).IsAssignableFrom(type) ? $"ISavable<{type.Name}>" : typeof(T).Name;
            throw new InvalidOperationException(
                start + $"but in {assembly.GetName().Name} {assembly.GetName().Version} that type is no {missing}. "
                + "Use the version of the assembly that the model was saved with.");
        }

        return type;
    }

    /// <summary>Reads a part of a type that <see cref="FindType{T}"/> found.</summary>
    public static object Load(Type type, Stream stream) => Invoke(nameof(LoadAs), type, stream)!;

    private static bool IsSavable(Type type)
        => type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(ISavable<>) && i.GetGenericArguments()[0] == type);

    private static object? Invoke(string method, Type type, params object[] arguments)
        => typeof(SavedPart).GetMethod(method, Own)!.MakeGenericMethod(type).Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null);

    private static void SaveAs<T>(T part, Stream stream)
        where T : ISavable<T>
        => part.Save(stream);

    private static T LoadAs<T>(Stream stream)
        where T : ISavable<T>
        => T.Load(stream);
}
