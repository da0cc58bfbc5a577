namespace Microsoft.ML.Transforms;

/// <summary>Mirrors the attribute that gives a factory its contract name.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class CustomMappingFactoryAttributeAttribute(string contractName) : ExtensionBaseAttribute(contractName)
{
}
