using LanguageModeling.Tests.Models;

namespace LanguageModeling.Tests;

[TestClass]
public sealed class ReadmeTests
{
    [TestMethod]
    public void Readme_Snippet_IsTheCompiledCode()
    {
        string[] readme = Between(Read("README.md"), "```csharp", "```");
        string[] code = Between(Read("ReadmeSnippet.cs"), "// <snippet>", "// </snippet>");

        CollectionAssert.AreEqual(code, readme);
        Assert.IsGreaterThan(5, code.Length);
    }

    [TestMethod]
    public void Snippet_Run_ScoresAndGenerates()
    {
        using var folder = new TemporaryFolder();
        ExportedDecoder.Write(ExportedForm.Optimum, folder.Path);

        ReadmeSnippet.Run(folder.Path);
    }

    private static string[] Between(string text, string begin, string end)
        => [.. text.Split('\n').Select(line => line.Trim()).SkipWhile(line => line != begin).Skip(1).TakeWhile(line => line != end)];

    private static string Read(string resource)
    {
        using var reader = new StreamReader(typeof(ReadmeTests).Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
