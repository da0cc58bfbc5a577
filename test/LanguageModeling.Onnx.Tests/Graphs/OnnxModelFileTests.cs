using LanguageModeling.Graphs;
using LanguageModeling.Tests.Models;
using LanguageModeling.Weights;

namespace LanguageModeling.Tests.Graphs;

[TestClass]
public sealed class OnnxModelFileTests
{
    [TestMethod]
    [DataRow(long.MaxValue, false)]
    [DataRow(0L, true)]
    public void Write_ThenOpen_GivesTheSameModel(long inlineLimit, bool secondFile)
    {
        using var folder = new TemporaryFolder();
        OnnxModel model = PlainGpt2Graph.Create(TinyDecoder.Create(TinyDecoder.Gpt2Shape), PlainLayout.Optimum);
        model.Metadata.Add("ключ", "värde");

        OnnxModelWriter.Write(model, folder.File("model.onnx"), inlineLimit);
        using OnnxModelReader reader = OnnxModelReader.Open(folder.File("model.onnx"));

        Assert.AreEqual(secondFile, File.Exists(folder.File("model.onnx.data")));
        AssertSame(model, reader.Model);
    }

    [TestMethod]
    public void Open_SmallModelByHand_ReadsIt()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("add.onnx"), AddModel.Bytes);

        using OnnxModelReader reader = OnnxModelReader.Open(folder.File("add.onnx"));

        Assert.AreEqual(13, reader.Model.Opsets[""]);
        Assert.AreEqual("Add", reader.Model.Graph.Nodes.Single().OpType);
        CollectionAssert.AreEqual(new[] { "a", "b" }, reader.Model.Graph.Inputs.ConvertAll(input => input.Name));
        Assert.AreEqual(3, reader.Model.Graph.Inputs[0].Dims![0].Size);
    }

    [TestMethod]
    public void Write_TensorThatGivesFewerBytesThanPromised_LeavesNoFile()
    {
        using var folder = new TemporaryFolder();
        var model = new OnnxModel();
        model.Graph.Initializers.Add(new OnnxTensor("w", OnnxType.Float, [2], TensorBytes.Lazy(8, stream => stream.Write([1, 2, 3, 4]))));

        InvalidOperationException problem = Assert.ThrowsExactly<InvalidOperationException>(() => OnnxModelWriter.Write(model, folder.File("model.onnx")));

        Assert.AreEqual("Tensor \"w\" [2] promised 8 bytes but gave 4.", problem.Message);
        Assert.IsEmpty(Directory.GetFiles(folder.Path));
    }

    private static void AssertSame(OnnxModel expected, OnnxModel actual)
    {
        CollectionAssert.AreEqual(expected.Opsets, actual.Opsets);
        CollectionAssert.AreEqual(expected.Metadata, actual.Metadata);
        Assert.AreEqual(Describe(expected.Graph), Describe(actual.Graph));
        foreach ((OnnxTensor before, OnnxTensor after) in expected.Graph.Initializers.Zip(actual.Graph.Initializers))
        {
            CollectionAssert.AreEqual(Bytes(before), Bytes(after), before.Name);
        }
    }

    private static string Describe(OnnxGraph graph) => string.Join('\n',
    [
        .. graph.Nodes.Select(node => $"{node} {node.Domain} {string.Join(',', node.Inputs)} → {string.Join(',', node.Outputs)} "
            + string.Join(' ', node.Attributes.Select(attribute => $"{attribute.Key}={(attribute.Value is long[] numbers ? string.Join(',', numbers) : attribute.Value)}"))),
        .. graph.Initializers.Select(tensor => $"{tensor.Name} {tensor.Type} {string.Join(',', tensor.Dims)}"),
        .. graph.Inputs.Concat(graph.Outputs).Select(value => $"{value.Name} {value.Type} {string.Join(',', value.Dims ?? [])}"),
    ]);

    private static byte[] Bytes(OnnxTensor tensor)
    {
        var bytes = new byte[tensor.Data.Length];
        tensor.Data.Read(0, bytes);
        return bytes;
    }
}
