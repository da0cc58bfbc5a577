using System.Runtime.CompilerServices;
using System.Text.Json;

namespace LanguageModeling.Tests;

/// <summary>
/// Files that word2vec and gensim wrote, with what gensim answers to queries on them, in a folder that may lie beside the repository,
/// <c>shared/goldens/word2vec</c>. The tests skip without it.
/// </summary>
[TestClass]
public sealed class GoldenTests
{
    // The expected numbers have six decimals, and gensim computes in float.
    private const double Tolerance = 2e-6;

    private static readonly string? Folder = FindFolder();

    [TestMethod]
    [DataRow("gensim-sg-ns.bin")]
    [DataRow("gensim-sg-ns.txt")]
    [DataRow("w2v-sg-ns.bin")]
    [DataRow("w2v-sg-ns.txt")]
    public void Import_FilesOfOtherPrograms_AnswerAsGensimDoes(string file)
    {
        WordVectors vectors = WordVectors.Import(PathOf(file));
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(PathOf("expected.json")));
        JsonElement golden = expected.RootElement.GetProperty(file);

        Assert.AreEqual(golden.GetProperty("count").GetInt32(), vectors.Count);
        Assert.AreEqual(golden.GetProperty("dim").GetInt32(), vectors.Dimension);
        string[] first = [.. golden.GetProperty("first_words").EnumerateArray().Select(word => word.GetString()!)];
        CollectionAssert.AreEqual(first, vectors.Vocabulary.Tokens.Take(first.Length).ToArray());
        foreach (JsonProperty query in golden.GetProperty("neighbours").EnumerateObject())
        {
            AreAlike(query, vectors.Nearest(query.Name, 5));
        }

        foreach (JsonProperty query in golden.GetProperty("analogy").EnumerateObject())
        {
            string[] words = query.Name.Split(':', StringSplitOptions.RemoveEmptyEntries);
            AreAlike(query, vectors.Analogy(words[0], words[1], words[2], 5));
        }

        foreach (JsonProperty query in golden.GetProperty("similarity").EnumerateObject())
        {
            string[] words = query.Name.Split(' ');
            Assert.AreEqual(query.Value.GetDouble(), vectors.Similarity(words[0], words[1]), Tolerance, query.Name);
        }

        foreach (JsonProperty query in golden.GetProperty("oov").EnumerateObject())
        {
            Assert.AreEqual(query.Value.GetBoolean(), vectors.TryGetVector(query.Name, out _), query.Name);
        }
    }

    [TestMethod]
    [DataRow("gensim-sg-ns.bin", "gensim-sg-ns.bin", WordVectorFormat.GensimBinary)]
    [DataRow("gensim-sg-ns.bin", "gensim-sg-ns.txt", WordVectorFormat.GensimText)]
    [DataRow("gensim-sg-ns.txt", "gensim-sg-ns.bin", WordVectorFormat.GensimBinary)]
    [DataRow("w2v-sg-ns.bin", "w2v-sg-ns.bin", WordVectorFormat.Word2VecBinary)]
    [DataRow("w2v-sg-ns.bin", "w2v-sg-ns.txt", WordVectorFormat.Word2VecText)]
    public void Export_AsTheOtherProgramDoes_GivesItsBytes(string from, string to, WordVectorFormat format)
        => CollectionAssert.AreEqual(File.ReadAllBytes(PathOf(to)), WordVectors.Import(PathOf(from)).Write(format));

    private static void AreAlike(JsonProperty query, IReadOnlyList<WordSimilarity> actual)
    {
        JsonElement[] expected = [.. query.Value.EnumerateArray()];
        CollectionAssert.AreEqual(expected.Select(e => e[0].GetString()).ToArray(), actual.Select(a => a.Word).ToArray(), query.Name);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i][1].GetDouble(), actual[i].Similarity, Tolerance, query.Name);
        }
    }

    private static string PathOf(string file)
    {
        if (Folder is null)
        {
            Assert.Inconclusive("The folder shared/goldens/word2vec with files of word2vec and gensim is not beside the repository.");
        }

        return Path.Combine(Folder!, file);
    }

    private static string? FindFolder([CallerFilePath] string source = "")
    {
        for (var folder = new DirectoryInfo(Path.GetDirectoryName(source)!); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "shared", "goldens", "word2vec");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
