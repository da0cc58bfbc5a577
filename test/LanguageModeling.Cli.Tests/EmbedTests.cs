using System.Globalization;
using System.Text.Json;
using LanguageModeling.Tests.Models;

namespace LanguageModeling.Tests;

/// <summary><c>lm embed</c> with a tiny encoder.</summary>
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
