using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Tokenizers;

namespace LanguageModeling.Offline.Tests;

/// <summary>
/// A stand-in declares nothing that the real assembly lacks: what compiles against it compiles against the real one.
/// PublicApi holds what the real assemblies declare, a member a line.
/// </summary>
[TestClass]
public sealed class PublicSurfaceTests
{
    public static IEnumerable<object[]> Assemblies =>
    [
        [typeof(IDataView).Assembly],
        [typeof(ITransformer).Assembly],
        [typeof(MLContext).Assembly],
        [typeof(TextCatalog).Assembly],
        [typeof(Tokenizer).Assembly],
    ];

    [TestMethod]
    [DynamicData(nameof(Assemblies))]
    public void PublicSurface_OfStandIn_IsPartOfTheRealOne(Assembly assembly)
    {
        RequireStandIn(assembly);
        HashSet<string> real = [.. Listing(assembly)];
        string[] extra = [.. PublicSurface.Of(assembly).Where(line => !line.Contains(" -- none accessible") && !real.Contains(line))];

        Assert.IsEmpty(extra, $"{assembly.GetName().Name} declares what the real one lacks:\n{string.Join('\n', extra)}");
    }

    /// <summary>A type that can be derived from or implemented must ask for all that the real one asks for.</summary>
    [TestMethod]
    [DynamicData(nameof(Assemblies))]
    public void PublicSurface_OfStandIn_HasAllAbstractMembersOfItsTypes(Assembly assembly)
    {
        RequireStandIn(assembly);
        HashSet<string> declared = [.. PublicSurface.Of(assembly)];
        Type[] types = [.. assembly.GetExportedTypes().Where(type => type.IsAbstract)];
        string[] missing = [.. types.SelectMany(type => Required(type, Listing(assembly))).Where(line => !declared.Contains(line))];

        Assert.IsEmpty(missing, $"{assembly.GetName().Name} lacks what an implementer needs:\n{string.Join('\n', missing)}");
    }

    [TestMethod]
    [DynamicData(nameof(Assemblies))]
    public void PublicSurface_OfRealAssembly_IsTheListing(Assembly assembly)
    {
        if (IsStandIn(assembly))
        {
            Assert.Inconclusive($"{assembly.GetName().Name} is a stand-in.");
        }

        string[] declared = [.. PublicSurface.Of(assembly)];
        string[] listed = Listing(assembly);
        IEnumerable<string> differences = declared.Except(listed).Select(line => "+ " + line).Concat(listed.Except(declared).Select(line => "- " + line));
        Assert.AreEqual("", string.Join('\n', differences), $"The listing of {assembly.GetName().Name} and the assembly differ.");
    }

    private static bool IsStandIn(Assembly assembly)
        => assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Any(data => data is { Key: "Stand-in", Value: "true" });

    private static void RequireStandIn(Assembly assembly)
    {
        if (!IsStandIn(assembly))
        {
            Assert.Inconclusive($"{assembly.GetName().Name} is the real assembly.");
        }
    }

    private static string[] Listing(Assembly assembly)
        => File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "PublicApi", assembly.GetName().Name + ".txt"));

    private static IEnumerable<string> Required(Type type, IEnumerable<string> listing)
    {
        string prefix = TypeNames.Declared(type) + ".";
        return listing.Where(line => line.StartsWith(prefix, StringComparison.Ordinal)
            && (type.IsInterface ? !line[prefix.Length..].Contains(" : interface") : line.Contains(" : abstract ") || line.Contains(" : protected abstract ")));
    }
}
