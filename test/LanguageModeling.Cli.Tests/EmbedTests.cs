using System.Globalization;
using System.Text.Json;
using LanguageModeling.Tests.Models;

namespace LanguageModeling.Tests;

/// <summary><c>lm embed</c> with a tiny encoder, and with three word vectors.</summary>
[TestClass]
public sealed class EmbedTests
{
    private static readonly TemporaryFolder Folder = new();

    [ClassInitialize]
    public static void Write(TestContext context)
    {
        TinyEncoder.Write(Folder.File("model.onnx"));
        TinyTokenizer.Write(Folder.Path, TinyEncoder.Vocabulary);
    }

    [ClassCleanup]
    public static void Remove() => Folder.Dispose();

    [TestMethod]
    public void Embed_Lines_PrintsAVectorForEach()
    {
        string[] lines = Lm.RunWithText("t5 t17\nt3\n", "embed", Folder.Path, "--pooling", "first", "--no-normalize").Succeeds().Lines;

        Assert.HasCount(2, lines);
        AssertClose(TinyEncoder.Hidden(5, 17)[0], lines[0].Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture)));
        AssertClose(TinyEncoder.Hidden(3)[0], lines[1].Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture)));
    }

    [TestMethod]
    public void Embed_Json_PrintsTextAndVectorOfLengthOne()
    {
        JsonElement line = JsonElement.Parse(Lm.RunWithText("t5 t17\n", "embed", Folder.Path, "--format", "json").Succeeds().Lines.Single());

        Assert.AreEqual("t5 t17", line.GetProperty("text").GetString());
        Assert.AreEqual(1, line.GetProperty("embedding").EnumerateArray().Sum(value => value.GetDouble() * value.GetDouble()), 1e-5);
    }

    [TestMethod]
    public void Embed_Ids_NeedsNoTokenizer()
    {
        using var bare = new TemporaryFolder();
        TinyEncoder.Write(bare.File("model.onnx"));

        string[] lines = Lm.RunWithText("5 17\n", "embed", bare.File("model.onnx"), "--ids", "--pooling", "last", "--no-normalize").Succeeds().Lines;

        AssertClose(TinyEncoder.Hidden(5, 17)[1], lines[0].Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture)));
    }

    [TestMethod]
    public void Embed_PoolingByACorpus_IsRefused()
        => Lm.RunWithText("t1\n", "embed", Folder.Path, "--pooling", "SmoothInverseFrequency").Fails(2, "Choose None, Mean, Sum");

    [TestMethod]
    [DataRow("words.txt")]
    [DataRow("words.bin")]
    [DataRow("words.vec")]
    [DataRow("words.glove")]
    [DataRow("words.mapped")]
    [DataRow("words.own")]
    public void Embed_WordVectorsOfAnyForm_PoolsThem(string name)
    {
        string path = WriteWords(name);

        string[] lines = Lm.RunWithText("Hello, world!\nnothing known\n", "embed", path, "--lowercase", "--no-normalize").Succeeds().Lines;

        CollectionAssert.AreEqual(new[] { "2 2", "0 0" }, lines); // the mean of (3, 4) and (1, 0); punctuation has no vector
    }

    [TestMethod]
    public void Embed_WordVectorsAsJson_HaveLengthOne()
    {
        JsonElement line = JsonElement.Parse(Lm.RunWithText("hello\n", "embed", WriteWords("json.bin"), "--format", "json").Succeeds().Lines.Single());

        Assert.AreEqual("hello", line.GetProperty("text").GetString());
        AssertClose([0.6, 0.8], line.GetProperty("embedding").EnumerateArray().Select(value => value.GetDouble()));
    }

    [TestMethod]
    public void Embed_WordVectorsByDocumentFrequency_TakesTheLinesAsTheCorpus()
    {
        string[] lines = Lm.RunWithText("hello world\nhello\n", "embed", WriteWords("idf.txt"), "--pooling", "InverseDocumentFrequency", "--no-normalize").Succeeds().Lines;

        // Weights: hello, in both lines, ln(3/3) + 1 = 1; world, in one, ln(3/2) + 1 = 1.405465. (3 + 1.405465, 4) / 2.405465.
        AssertClose([1.831440, 1.662880], lines[0].Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture)));
        Assert.AreEqual("3 4", lines[1]);
    }

    [TestMethod]
    public void Embed_WordVectorsWithOptions_FollowsThem()
    {
        string path = WriteWords("options.bin");

        Assert.AreEqual("3 4 1 0", Lm.RunWithText("hello world the\n", "embed", path, "--pooling", "none", "--max-tokens", "2", "--no-normalize").Succeeds().Lines.Single());
        Assert.AreEqual("1.5 2", Lm.RunWithText("hello, you\n", "embed", path, "--tokenizer", "words", "--max-tokens", "2", "--unknown", "zero", "--no-normalize").Succeeds().Lines.Single());
        Lm.RunWithText("hello\nhello you\n", "embed", path, "--unknown", "refuse").Fails(1, "row 1: the word in slot 1 has no vector");
        Lm.RunWithText("hello\n", "embed", path, "--max-tokens", "0").Fails(2, "--max-tokens must be at least 1");
    }

    [TestMethod]
    public void Embed_OptionOfTheOtherKind_IsRefused()
    {
        Lm.RunWithText("1\n", "embed", WriteWords("ids.bin"), "--ids").Fails(2, "--ids goes with an ONNX model, not with word vectors.");
        Lm.RunWithText("t1\n", "embed", Folder.Path, "--lowercase").Fails(2, "--lowercase goes with word vectors, not with an ONNX model.");
        Lm.RunWithText("t1\n", "embed", Folder.File("missing.bin")).Fails(1, "missing.bin does not exist");
    }

    private static string WriteWords(string name)
    {
        var vectors = new WordVectors(new Vocabulary(["hello", "world", "the"], SpecialTokens.None), [3, 4, 1, 0, 0, 2], 2);
        string path = Folder.File(name);
        switch (Path.GetExtension(name))
        {
            case ".own":
                vectors.Save(path);
                break;
            case ".mapped":
                vectors.SaveMapped(path);
                break;
            case var extension:
                vectors.Export(path, extension switch
                {
                    ".bin" => WordVectorFormat.Word2VecBinary,
                    ".vec" => WordVectorFormat.FastText,
                    ".glove" => WordVectorFormat.Glove,
                    _ => WordVectorFormat.Word2VecText,
                });
                break;
        }

        return path;
    }

    private static void AssertClose(double[] expected, IEnumerable<double> actual)
    {
        double[] values = [.. actual];
        Assert.HasCount(expected.Length, values);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], values[i], 1e-5);
        }
    }
}
