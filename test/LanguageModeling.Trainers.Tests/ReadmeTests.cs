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
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string corpus = Path.Combine(folder, "corpus.txt");
            string arpa = Path.Combine(folder, "model.arpa");
            File.WriteAllText(corpus, TestTexts.Generated(300));

            string result = ReadmeSnippet.Run(corpus, arpa);

            Assert.StartsWith("-", result);
            Assert.IsTrue(File.Exists(arpa));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string[] Between(string text, string begin, string end)
        => [.. text.Split('\n').Select(line => line.Trim()).SkipWhile(line => line != begin).Skip(1).TakeWhile(line => line != end)];

    private static string Read(string resource)
    {
        using var reader = new StreamReader(typeof(ReadmeTests).Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
