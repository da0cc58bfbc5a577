using LanguageModeling.Cli.Text;

namespace LanguageModeling.Tests.Text;

/// <summary>The documentation files of an SDK.</summary>
[TestClass]
public sealed class ReferencePacksTests
{
    [TestMethod]
    public void FindDocumentation_Root_GivesTheNewestVersionOfEachPackTheRuntimeFirst()
    {
        string root = TestFiles.PathOf("dotnet");
        string[] files =
        [
            "packs/A.Ref/10.0.2/ref/net10.0/A.xml",
            "packs/A.Ref/9.0.9/ref/net9.0/A.xml",
            "packs/Microsoft.NETCore.App.Ref/10.0.9/ref/net10.0/B.xml",
            "packs/Microsoft.NETCore.App.Ref/10.0.10/ref/net10.0/B.xml",
            "packs/Microsoft.NETCore.App.Ref/10.0.10/ref/net10.0/B.dll",
            "packs/Microsoft.NETCore.App.Host.linux-x64/10.0.10/runtimes/C.xml",
        ];
        foreach (string file in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, file))!);
            File.WriteAllText(Path.Combine(root, file), "");
        }

        string[] found = [.. ReferencePacks.FindDocumentation(root).Select(path => Path.GetRelativePath(root, path).Replace('\\', '/'))];

        CollectionAssert.AreEqual(new[] { files[3], files[0] }, found);
    }

    [TestMethod]
    public void FindDocumentation_NoPacks_GivesNone()
    {
        Assert.IsEmpty(ReferencePacks.FindDocumentation(TestFiles.PathOf("no-dotnet")));
    }
}
