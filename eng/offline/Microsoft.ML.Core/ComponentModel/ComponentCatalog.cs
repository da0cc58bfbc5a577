using System.Reflection;

namespace Microsoft.ML.Runtime;

/// <summary>
/// Mirrors the registry of one environment: an assembly is scanned once for loadable classes and for extensions; a class is
/// found by lower-cased loader name and signature. A loader is a static method <c>Create</c> whose return type is exactly the
/// attribute's instance type, or a constructor, with the signature's parameters, optionally after an environment.
/// </summary>
public sealed class ComponentCatalog
{
    private const BindingFlags Anything = BindingFlags.Public | BindingFlags.NonPublic;
    private readonly Lock _lock = new();
    private readonly HashSet<string> _assemblies = [];
    private readonly Dictionary<(string Name, Type Signature), Loader> _loaders = [];
    private readonly Dictionary<(Type Attribute, string Contract), Type> _extensions = [];

    internal ComponentCatalog()
    {
    }

    public void RegisterAssembly(Assembly assembly, bool throwOnError = true)
    {
        lock (_lock)
        {
            if (!_assemblies.Add(assembly.FullName))
            {
                return;
            }

            foreach (LoadableClassAttributeBase attribute in assembly.GetCustomAttributes(typeof(LoadableClassAttributeBase)))
            {
                AddLoader(attribute, throwOnError);
            }

            if (!assembly.FullName.StartsWith("Microsoft.ML.", StringComparison.Ordinal))
            {
                AddExtensions(assembly, throwOnError);
            }
        }
    }

    /// <summary>Creates the component, or returns false where no class has this name and signature.</summary>
    internal bool TryCreateInstance(IHostEnvironment env, Type signature, string name, object[] arguments, out object result)
    {
        Loader loader;
        lock (_lock)
        {
            if (!_loaders.TryGetValue((name.ToLowerInvariant().Trim(), signature), out loader))
            {
                result = null;
                return false;
            }
        }

        object[] all = loader.TakesEnvironment ? [env, .. arguments] : arguments;
        try
        {
            result = loader.Method is ConstructorInfo constructor ? constructor.Invoke(all) : loader.Method.Invoke(null, all);
            return true;
        }
        catch (TargetInvocationException ex) when (ex.InnerException?.IsMarked() == true)
        {
            throw Contracts.Except(ex, "Error during class instantiation");
        }
    }

    internal object GetExtensionValue(IHostEnvironment env, Type attributeType, string contractName)
    {
        lock (_lock)
        {
            if (_extensions.TryGetValue((attributeType, contractName), out Type type))
            {
                return Activator.CreateInstance(type);
            }
        }

        throw env.Except($"Unable to locate an extension for the contract '{contractName}'. Ensure you have called ComponentCatalog.RegisterAssembly with the Assembly that contains a class decorated with a '{attributeType.FullName}'.");
    }

    private static Loader? Find(LoadableClassAttributeBase attribute)
    {
        Type[] parameters = [.. attribute.SignatureType.GetMethod("Invoke").GetParameters().Select(p => p.ParameterType)];
        Type[] withEnvironment = [typeof(IHostEnvironment), .. parameters];
        Loader? create = FirstOf(types => CreateMethod(attribute, types));
        Loader? constructor = attribute.InstanceType.IsAssignableFrom(attribute.LoaderType)
            ? FirstOf(types => attribute.LoaderType.GetConstructor(BindingFlags.Instance | Anything, types))
            : null;
        if (create is null || constructor is null)
        {
            return create ?? constructor;
        }

        int difference = constructor.Value.Visibility - create.Value.Visibility;
        return difference > 0 ? constructor : difference < 0 ? create : throw Contracts.Except($"Can't load type {attribute.InstanceType}, because it has both create and constructor methods with the same visibility.");

        Loader? FirstOf(Func<Type[], MethodBase> find)
            => find(parameters) is { } plain ? new(plain, false) : find(withEnvironment) is { } given ? new(given, true) : null;
    }

    private static MethodInfo CreateMethod(LoadableClassAttributeBase attribute, Type[] parameters)
    {
        MethodInfo method = attribute.LoaderType.GetMethod("Create", BindingFlags.Static | Anything, parameters);
        return method?.ReturnType == attribute.InstanceType ? method : null;
    }

    private void AddLoader(LoadableClassAttributeBase attribute, bool throwOnError)
    {
        if (Find(attribute) is not { } loader)
        {
            Contracts.Check(!throwOnError, $"Can't instantiate loadable class '{attribute.InstanceType.Name}' with name '{attribute.LoadNames[0]}'");
            return;
        }

        foreach (string name in attribute.LoadNames)
        {
            bool added = _loaders.TryAdd((name.ToLowerInvariant(), attribute.SignatureType), loader);
            Contracts.Check(added || !throwOnError, $"ComponentCatalog cannot map name '{name}' and SignatureType '{attribute.SignatureType}' to {attribute.InstanceType.Name}, already mapped.");
        }
    }

    private void AddExtensions(Assembly assembly, bool throwOnError)
    {
        foreach (Type type in assembly.GetTypes().Where(t => t.IsClass))
        {
            foreach (ExtensionBaseAttribute attribute in type.GetCustomAttributes(typeof(ExtensionBaseAttribute)))
            {
                bool added = _extensions.TryAdd((attribute.GetType(), attribute.ContractName), type);
                Contracts.Check(added || !throwOnError, $"An extension for '{attribute.GetType().Name}' with contract '{attribute.ContractName}' has already been registered in the ComponentCatalog.");
            }
        }
    }

    private readonly record struct Loader(MethodBase Method, bool TakesEnvironment)
    {
        /// <summary>Orders private below internal below protected below public.</summary>
        public int Visibility => (int)(Method.Attributes & MethodAttributes.MemberAccessMask);
    }
}
