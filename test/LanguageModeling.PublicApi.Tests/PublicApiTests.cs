using System.Reflection;
using LanguageModeling.Offline.Tests;

namespace LanguageModeling.Tests;

/// <summary>The public surface of the packages is what the listings beside this file say: no change of it goes unseen.</summary>
[TestClass]
public sealed class PublicApiTests
{
    private const string Update = "LANGUAGEMODELING_UPDATE_PUBLIC_API";

    // What the compiler adds to every record.
    private static readonly string[] s_generated = [".Deconstruct(", ".Equals(", ".GetHashCode(", ".PrintMembers(", ".ToString(", ".op_", ".EqualityContract", "<Clone>"];

    [TestMethod]
    [DataRow("LanguageModeling.Core")]
    [DataRow("LanguageModeling.Transforms")]
    [DataRow("LanguageModeling.Trainers")]
    [DataRow("LanguageModeling.Onnx")]
    public void PublicSurface_OfPackage_IsTheListing(string assembly)
    {
        string listings = typeof(PublicApiTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Listings").Value!;
        string path = Path.Combine(listings, $"{assembly}.txt");
        string[] surface = PublicSurface.Of(Assembly.Load(assembly))
            .Select(line => line.Replace(" from outside ML.NET", "", StringComparison.Ordinal))
            .Where(line => !s_generated.Any(name => line.Contains(name, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal)
            .ToArray();
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            File.WriteAllLines(path, surface);
        }

        string[] listed = File.ReadAllLines(path);
        string[] changes = [.. listed.Except(surface).Select(line => $"- {line}"), .. surface.Except(listed).Select(line => $"+ {line}")];
        Assert.HasCount(
            0, changes, $"The public surface of {assembly} changed. If that is meant, add a line to CHANGELOG.md and run this test with {Update}=1.\n{string.Join('\n', changes)}");
    }
}
