using LanguageModeling.Tests.Models;

namespace LanguageModeling.Tests;

[TestClass]
public sealed class ReadmeTests
{
    [TestMethod]
    public void Readme_Snippet_IsTheCompiledCode()
        => CollectionAssert.AreEqual(
            Between(Read("ReadmeSnippet.cs"), "// <snippet>", "// </snippet>"), Between(Read("README.md"), "```csharp", "```"));

    [TestMethod]
    public void Snippet_Run_DoesNotFail() => ReadmeSnippet.Run(new TextLanguageModel(TableModel.Bigrams(), TableModel.BigramCodec(TextSplitter.Words)));

    private static string[] Between(string text, string begin, string end)
        => [.. text.Split('\n').Select(line => line.Trim()).SkipWhile(line => line != begin).Skip(1).TakeWhile(line => line != end)];

    private static string Read(string resource)
    {
        using var reader = new StreamReader(typeof(ReadmeTests).Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
