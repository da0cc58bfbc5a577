using LanguageModeling.Graphs;
using LanguageModeling.Tests.Models;
using LanguageModeling.Weights;

namespace LanguageModeling.Tests.Weights;

[TestClass]
public sealed class SafetensorsTests
{
    private const string Good = """{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""";

    [TestMethod]
    [DataRow("F32", "1,-2.5")]
    [DataRow("F16", "1,-2.5")]
    [DataRow("BF16", "1,-2.5")]
    public void Open_FloatingTypes_ReadsThem(string dtype, string expected)
    {
        using var folder = new TemporaryFolder();
        SafetensorsWriter.Write(folder.File("m.safetensors"), [("w", Weight.Of("w", [1, -2.5f], 2))], dtype);

        using SafetensorsFile file = SafetensorsFile.Open(folder.File("m.safetensors"));

        Assert.AreEqual(expected, string.Join(',', file.Take("w", 2).Read()));
        Assert.AreEqual("w", string.Join(',', file.Names));
    }

    [TestMethod]
    [DataRow("""[1]""", "the header is not a JSON object")]
    [DataRow("""{"w":""", "the header is not JSON.")]
    [DataRow("""{"w":{"shape":[2],"data_offsets":[0,8]}}""", "tensor \"w\" lacks dtype, shape or data_offsets")]
    [DataRow("""{"w":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", "tensor \"w\" lacks dtype, shape or data_offsets")]
    [DataRow("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[8]}}""", "tensor \"w\" lacks dtype, shape or data_offsets")]
    [DataRow("""{"w":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""", "tensor \"w\" takes bytes 0 to 16 of the data, of which there are 8")]
    [DataRow("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", "tensor \"w\" takes bytes 8 to 0 of the data, of which there are 8")]
    [DataRow("""{"w":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", "tensor \"w\" of shape [3] and type F32 has 8 bytes")]
    [DataRow("""{"w":{"dtype":"F32","shape":[4294967296,4294967296,2],"data_offsets":[0,8]}}""", "has 8 bytes")]
    [DataRow("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "tensor \"w\" is there twice")]
    public void Open_DamagedHeader_SaysWhatIsWrong(string header, string expected)
    {
        using var folder = new TemporaryFolder();
        SafetensorsWriter.Write(folder.File("m.safetensors"), header, new byte[8]);

        AssertProblem(folder.File("m.safetensors"), expected);
    }

    [TestMethod]
    public void Open_HeaderLongerThanTheFile_SaysSo()
    {
        using var folder = new TemporaryFolder();
        SafetensorsWriter.Write(folder.File("m.safetensors"), Good, new byte[8], headerLength: 1000);

        AssertProblem(folder.File("m.safetensors"), $"the header should have 1000 bytes, but the file ends after {Good.Length + 8}");
    }

    [TestMethod]
    [DataRow("", "the file is shorter than 8 bytes")]
    [DataRow("version https://git-lfs.github.com/spec/v1", "this is a Git LFS pointer, not the file itself. Run: git lfs pull")]
    public void Open_OtherFile_SaysWhatItIs(string content, string expected)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("m.safetensors"), content);

        AssertProblem(folder.File("m.safetensors"), expected);
    }

    [TestMethod]
    public void Take_MissingOrOfOtherShape_NamesIt()
    {
        using var folder = new TemporaryFolder();
        SafetensorsWriter.Write(folder.File("m.safetensors"), Good, new byte[8]);
        using SafetensorsFile file = SafetensorsFile.Open(folder.File("m.safetensors"));

        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => file.Take("v", 2)).Message, "weight \"v\" [2] is missing");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => file.Take("w", 3)).Message, "weight \"w\" has the shape [2], but config.json asks for [3]");
    }

    [TestMethod]
    public void Take_WholeNumbers_SaysThatTheyAreNotRead()
    {
        using var folder = new TemporaryFolder();
        SafetensorsWriter.Write(folder.File("m.safetensors"), Good.Replace("F32", "I32", StringComparison.Ordinal), new byte[8]);
        using SafetensorsFile file = SafetensorsFile.Open(folder.File("m.safetensors"));

        StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => file.Take("w", 2)).Message, "Weight \"w\" has the type Int32.");
    }

    [TestMethod]
    [DataRow("{}", "has no \"weight_map\"")]
    [DataRow("""{"weight_map":{"w":"../m.safetensors"}}""", "says that \"w\" lies in \"../m.safetensors\"")]
    [DataRow("""{"weight_map":{"w":"absent.safetensors"}}""", "has no such file. Download it as well.")]
    [DataRow("""{"weight_map":{"w":5}}""", "says that \"w\" lies in \"5\"")]
    public void OpenFolder_DamagedIndex_SaysWhatIsWrong(string index, string expected)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("model.safetensors.index.json"), index);

        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => SafetensorsFolder.Open(folder.Path)).Message, expected);
    }

    [TestMethod]
    public void OpenFolder_OnlyPickledWeights_SaysWhyNot()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("pytorch_model.bin"), "x");

        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => SafetensorsFolder.Open(folder.Path)).Message, "can run code of strangers");
    }

    private static void AssertProblem(string path, string expected)
    {
        InvalidDataException problem = Assert.ThrowsExactly<InvalidDataException>(() => SafetensorsFile.Open(path));

        StringAssert.Contains(problem.Message, expected);
        StringAssert.StartsWith(problem.Message, path);
    }
}
