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
    }

    [TestMethod]
    public void Snippet_Run_GeneratesText()
    {
        using var files = new TokenizerFixture();

        string text = ReadmeSnippet.Run(files.PathOf("model.zip"));

        Assert.AreNotEqual(0, text.Length);
    }

    private static string[] Between(string text, string begin, string end)
        => [.. text.Split('\n').Select(line => line.Trim()).SkipWhile(line => line != begin).Skip(1).TakeWhile(line => line != end)];

    private static string Read(string resource)
    {
        using var reader = new StreamReader(typeof(ReadmeTests).Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
