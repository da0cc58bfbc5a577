using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Mirrors the signature of what can be read from a model file: a static Create, or a constructor, with these parameters.</summary>
internal delegate void SignatureLoadModel(ModelLoadContext ctx);

/// <summary>Mirrors the assembly attribute by which a loader name leads to the code that reads the component.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class LoadableClassAttribute : LoadableClassAttributeBase
{
    public LoadableClassAttribute(Type instType, Type argType, Type sigType, string userName, params string[] loadNames)
        : base(instType, instType, argType, sigType, userName, loadNames)
    {
    }

    public LoadableClassAttribute(Type instType, Type loaderType, Type argType, Type sigType, string userName, params string[] loadNames)
        : base(instType, loaderType, argType, sigType, userName, loadNames)
    {
    }
}

/// <summary>Mirrors the content of the attribute. Components that take settings (an argument type) are not mirrored.</summary>
internal abstract class LoadableClassAttributeBase : Attribute
{
    protected LoadableClassAttributeBase(Type instType, Type loaderType, Type argType, Type sigType, string userName, string[] loadNames)
    {
        Contracts.CheckValue(instType, nameof(instType));
        Contracts.CheckValue(loaderType, nameof(loaderType));
        Contracts.CheckValue(sigType, nameof(sigType));
        Contracts.CheckParam(argType is null, nameof(argType), "The stand-in knows no components with an argument type.");
        Contracts.CheckParam(sigType.BaseType == typeof(MulticastDelegate), nameof(sigType), "LoadableClass signature type must be a delegate type");
        LoadNames = loadNames is { Length: > 0 } ? loadNames : [userName];
        Contracts.CheckParam(!LoadNames.Any(string.IsNullOrWhiteSpace), nameof(loadNames), "LoadableClass loadName parameter can't be empty");
        (InstanceType, LoaderType, SignatureType) = (instType, loaderType, sigType);
    }

    public Type InstanceType { get; }

    public Type LoaderType { get; }

    public Type SignatureType { get; }

    public string[] LoadNames { get; }
}
