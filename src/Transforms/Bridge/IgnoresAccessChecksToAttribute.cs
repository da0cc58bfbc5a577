namespace System.Runtime.CompilerServices;

/// <summary>
/// Grants this assembly access to the internal types of another one. The runtime honours the attribute by its name; it has no public declaration.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class IgnoresAccessChecksToAttribute(string assemblyName) : Attribute
{
    public string AssemblyName { get; } = assemblyName;
}
