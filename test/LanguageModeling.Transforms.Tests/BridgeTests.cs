using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using LanguageModeling.Bridge;

namespace LanguageModeling.Tests;

[TestClass]
public sealed class BridgeTests
{
    [TestMethod]
    public void Verify_ThisVersionOfMlNet_HasAllThatTheBridgeNeeds() => MlNet.Verify();

    [TestMethod]
    public void Guard_MissingMember_NamesBothVersions()
    {
        var e = Assert.ThrowsExactly<NotSupportedException>(() => MlNet.Guard<int, int>(0, _ => throw new MissingMethodException("Method not found: X.")));

        StringAssert.Contains(e.Message, "LanguageModeling.Transforms");
        StringAssert.Contains(e.Message, "Microsoft.ML.Core");
        StringAssert.Contains(e.Message, "Method not found: X.");
    }

    [TestMethod]
    public void Metadata_ReferencesToNonPublicThings_AreTheKnownOnes()
    {
        string[] expected =
        [
            "Microsoft.ML.LoadableClassAttribute",
            "Microsoft.ML.LoadableClassAttribute::.ctor",
            "Microsoft.ML.ModelLoadContext",
            "Microsoft.ML.ModelLoadContext::CheckAtModel",
            "Microsoft.ML.ModelLoadContext::Reader",
            "Microsoft.ML.ModelLoadContext::TryLoadBinaryStream",
            "Microsoft.ML.SignatureLoadModel",
            "Microsoft.ML.VersionInfo",
            "Microsoft.ML.VersionInfo::.ctor",
        ];

        CollectionAssert.AreEqual(expected, FindNonPublicReferences(typeof(MlNet).Assembly));
    }

    private static string[] FindNonPublicReferences(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        MetadataReader metadata = file.GetMetadataReader();
        var hidden = new Dictionary<EntityHandle, string>();
        foreach (TypeReferenceHandle handle in metadata.TypeReferences)
        {
            TypeReference reference = metadata.GetTypeReference(handle);
            if (reference.ResolutionScope.Kind != HandleKind.AssemblyReference)
            {
                continue;
            }

            string owner = metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)reference.ResolutionScope).Name);
            string name = metadata.GetString(reference.Namespace) + "." + metadata.GetString(reference.Name);
            if (owner.StartsWith("Microsoft.ML", StringComparison.Ordinal) && !Assembly.Load(owner).GetType(name, throwOnError: true)!.IsVisible)
            {
                hidden.Add(handle, name);
            }
        }

        IEnumerable<string> members = metadata.MemberReferences
            .Select(metadata.GetMemberReference)
            .Where(member => hidden.ContainsKey(member.Parent))
            .Select(member => hidden[member.Parent] + "::" + metadata.GetString(member.Name));
        return [.. hidden.Values.Concat(members).Distinct().Order(StringComparer.Ordinal)];
    }
}
