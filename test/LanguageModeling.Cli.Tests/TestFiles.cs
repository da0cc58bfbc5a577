using System.Text;

namespace LanguageModeling.Tests;

/// <summary>A folder for the files of this test run, and one small model in every form that <c>lm</c> reads.</summary>
[TestClass]
public static class TestFiles
{
    /// <summary>Twelve sentences, one a line, tokens between spaces.</summary>
    public const string Sentences =
        """
        the cat sat on the mat
        the dog sat on the rug
        the cat saw the dog
        the dog saw the cat on the mat
        a cat and a dog sat
        a bird sat on the cat
        the bird saw a cat
        你 好 世界
        the cat sat
        the dog ran to the mat
        a dog ran
        the bird ran to the rug

        """;

    private static string _folder = "";

    /// <summary>The sentences as a file.</summary>
    public static string Text => PathOf("sentences.txt");

    /// <summary>The model as ARPA, as gzip-packed ARPA, in the library's own form, and as an ML.NET pipeline.</summary>
    public static IEnumerable<string> Models => ["model.arpa", "model.arpa.gz", "model.lm", "model.zip"];

    /// <summary>A path inside the folder.</summary>
    public static string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>Writes a file into the folder.</summary>
    public static string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes a file into the folder.</summary>
    public static string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(PathOf(name), bytes);
        return PathOf(name);
    }

    [AssemblyInitialize]
    public static void TrainModels(TestContext context)
    {
        _folder = Directory.CreateTempSubdirectory("lm-cli-").FullName;
        Write("sentences.txt", Sentences);
        foreach (string model in Models)
        {
            Lm.Run("ngram", "train", Text, "--order", "3", "--discount-fallback", "-o", PathOf(model)).Succeeds();
        }
    }

    [AssemblyCleanup]
    public static void Delete() => Directory.Delete(_folder, recursive: true);
}
