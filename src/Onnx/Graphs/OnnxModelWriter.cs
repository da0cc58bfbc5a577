using System.Globalization;
using LanguageModeling.Files;

namespace LanguageModeling.Graphs;

/// <summary>Writes ONNX files. Weights stream from where they are; many of them go to a second file, which ONNX Runtime maps into memory.</summary>
/// <remarks>Field numbers are those of the public schema, <c>onnx.proto</c>. Both files appear whole or not at all, the graph last.</remarks>
internal static class OnnxModelWriter
{
    /// <summary>Weights above this many bytes in all go to the second file: loading is faster, and a protobuf file ends at 2 GB.</summary>
    public const long InlineLimit = 1 << 24;

    private const int PageAlignment = 1 << 16; // what every system can map
    private const int SmallAlignment = 64;
    private const int SmallTensor = 1 << 10; // stays in the graph: shapes are inferred from it

    /// <summary>The second file of a model.</summary>
    public static string DataPath(string path) => path + ".data";

    /// <summary>Writes a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The <c>.onnx</c> file to make or replace; the second file is the same name and <c>.data</c>.</param>
    /// <param name="inlineLimit">Bytes of weights up to which there is no second file.</param>
    /// <param name="cancellationToken">Stops between tensors; no file is then left.</param>
    public static void Write(OnnxModel model, string path, long inlineLimit = InlineLimit, CancellationToken cancellationToken = default)
    {
        string dataPath = DataPath(path);
        Dictionary<OnnxTensor, long> offsets = new(ReferenceEqualityComparer.Instance);
        if (model.Graph.Initializers.Sum(tensor => tensor.Data.Length) > inlineLimit)
        {
            AtomicFile.Write(dataPath, stream => WriteData(model.Graph, stream, offsets, cancellationToken));
        }

        AtomicFile.Write(path, stream => WriteModel(model, stream, Path.GetFileName(dataPath), offsets));
    }

    /// <summary>A model without large weights, as the bytes of its file.</summary>
    public static byte[] ToBytes(OnnxModel model)
    {
        using var stream = new MemoryStream();
        WriteModel(model, stream, "", new Dictionary<OnnxTensor, long>(ReferenceEqualityComparer.Instance));
        return stream.ToArray();
    }

    private static void WriteData(OnnxGraph graph, Stream stream, Dictionary<OnnxTensor, long> offsets, CancellationToken cancellationToken)
    {
        long position = 0;
        foreach (OnnxTensor tensor in graph.Initializers.Where(tensor => tensor.Data.Length > SmallTensor))
        {
            cancellationToken.ThrowIfCancellationRequested();
            int alignment = tensor.Data.Length >= PageAlignment ? PageAlignment : SmallAlignment;
            long start = (position + alignment - 1) / alignment * alignment;
            stream.Write(new byte[start - position]);
            CopyData(tensor, stream);
            offsets.Add(tensor, start);
            position = start + tensor.Data.Length;
        }
    }

    private static void CopyData(OnnxTensor tensor, Stream stream)
    {
        long before = stream.Position;
        tensor.Data.CopyTo(stream);
        long written = stream.Position - before;
        if (written != tensor.Data.Length || written != tensor.Count * tensor.Type.Size())
        {
            throw new InvalidOperationException($"Tensor \"{tensor.Name}\" [{string.Join(',', tensor.Dims)}] promised {tensor.Data.Length} bytes but gave {written}.");
        }
    }

    private static void WriteModel(OnnxModel model, Stream stream, string location, Dictionary<OnnxTensor, long> offsets)
    {
        // Every tensor as the bytes before its raw data; the data follow where they are not in the second file.
        var tensors = model.Graph.Initializers.ConvertAll(tensor => (Tensor: tensor, Head: Tensor(tensor, location, offsets)));
        ProtobufWriter graphHead = GraphHead(model.Graph);
        ProtobufWriter graphTail = GraphTail(model.Graph);
        long graphLength = graphHead.Length + graphTail.Length + tensors.Sum(part => TensorHeader(part.Head, InlineLength(part.Tensor, offsets)).Length
            + part.Head.Length + InlineLength(part.Tensor, offsets));
        ProtobufWriter modelHead = ModelHead(model).Header(7, graphLength);
        if (modelHead.Length + graphLength > int.MaxValue)
        {
            throw new NotSupportedException("The graph without its weights is over 2 GB, the most that an ONNX file can have.");
        }

        modelHead.CopyTo(stream);
        graphHead.CopyTo(stream);
        foreach ((OnnxTensor tensor, ProtobufWriter head) in tensors)
        {
            TensorHeader(head, InlineLength(tensor, offsets)).CopyTo(stream);
            head.CopyTo(stream);
            if (!offsets.ContainsKey(tensor))
            {
                CopyData(tensor, stream);
            }
        }

        graphTail.CopyTo(stream);
    }

    private static long InlineLength(OnnxTensor tensor, Dictionary<OnnxTensor, long> offsets) => offsets.ContainsKey(tensor) ? 0 : tensor.Data.Length;

    private static ProtobufWriter TensorHeader(ProtobufWriter head, long inlineLength) => new ProtobufWriter().Header(5, head.Length + inlineLength);

    private static ProtobufWriter ModelHead(OnnxModel model)
    {
        ProtobufWriter writer = new ProtobufWriter().Int64(1, model.IrVersion).Text(2, model.Producer);
        foreach ((string domain, long version) in model.Opsets)
        {
            writer.Message(8, opset => opset.Text(1, domain).Int64(2, version));
        }

        foreach ((string key, string value) in model.Metadata)
        {
            writer.Message(14, pair => pair.Text(1, key).Text(2, value));
        }

        return writer;
    }

    private static ProtobufWriter GraphHead(OnnxGraph graph)
    {
        var writer = new ProtobufWriter();
        foreach (OnnxNode node in graph.Nodes)
        {
            writer.Message(1, Node(node));
        }

        return writer.Text(2, graph.Name);
    }

    private static ProtobufWriter GraphTail(OnnxGraph graph)
    {
        var writer = new ProtobufWriter();
        graph.Inputs.ForEach(value => writer.Message(11, Value(value)));
        graph.Outputs.ForEach(value => writer.Message(12, Value(value)));
        return writer;
    }

    private static ProtobufWriter Graph(OnnxGraph graph)
    {
        ProtobufWriter writer = GraphHead(graph);
        foreach (OnnxTensor tensor in graph.Initializers)
        {
            writer.Message(5, InlineTensor(tensor));
        }

        return writer.Append(GraphTail(graph));
    }

    private static ProtobufWriter Node(OnnxNode node)
    {
        var writer = new ProtobufWriter();
        node.Inputs.ForEach(name => writer.Text(1, name));
        node.Outputs.ForEach(name => writer.Text(2, name));
        writer.Text(3, node.Name).Text(4, node.OpType);
        foreach ((string name, object? value) in node.Attributes)
        {
            writer.Message(5, Attribute(name, value));
        }

        return node.Domain.Length == 0 ? writer : writer.Text(7, node.Domain);
    }

    // Field 20 is the type.
    private static ProtobufWriter Attribute(string name, object? value)
    {
        ProtobufWriter writer = new ProtobufWriter().Text(1, name);
        switch (value)
        {
            case float number:
                return writer.Single(2, number).Int64(20, 1);
            case long number:
                return writer.Int64(3, number).Int64(20, 2);
            case string text:
                return writer.Text(4, text).Int64(20, 3);
            case OnnxTensor tensor:
                return writer.Message(5, InlineTensor(tensor)).Int64(20, 4);
            case OnnxGraph graph:
                return writer.Message(6, Graph(graph)).Int64(20, 5);
            case float[] numbers:
                Array.ForEach(numbers, number => writer.Single(7, number));
                return writer.Int64(20, 6);
            case long[] numbers:
                Array.ForEach(numbers, number => writer.Int64(8, number));
                return writer.Int64(20, 7);
            default:
                throw new NotSupportedException($"Attribute \"{name}\" has a kind that is not written: {value?.GetType().Name ?? "unknown"}.");
        }
    }

    private static ProtobufWriter Value(OnnxValue value) => new ProtobufWriter().Text(1, value.Name).Message(2, type => type.Message(1, tensor =>
    {
        tensor.Int64(1, (long)value.Type);
        if (value.Dims is not null)
        {
            tensor.Message(2, shape =>
            {
                foreach (OnnxDim dim in value.Dims)
                {
                    shape.Message(1, writer => _ = dim.Size >= 0 ? writer.Int64(1, dim.Size) : dim.Name.Length > 0 ? writer.Text(2, dim.Name) : writer);
                }
            });
        }
    }));

    // Ends with the header of raw_data (9), which follow; or tells where in the second file they are.
    private static ProtobufWriter Tensor(OnnxTensor tensor, string location, Dictionary<OnnxTensor, long> offsets)
    {
        var writer = new ProtobufWriter();
        Array.ForEach(tensor.Dims, dim => writer.Int64(1, dim));
        writer.Int64(2, (long)tensor.Type).Text(8, tensor.Name);
        if (!offsets.TryGetValue(tensor, out long offset))
        {
            return writer.Header(9, tensor.Data.Length);
        }

        void Pair(string key, string value) => writer.Message(13, pair => pair.Text(1, key).Text(2, value));
        Pair("location", location);
        Pair("offset", offset.ToString(CultureInfo.InvariantCulture));
        Pair("length", tensor.Data.Length.ToString(CultureInfo.InvariantCulture));
        return writer.Int64(14, 1);
    }

    private static ProtobufWriter InlineTensor(OnnxTensor tensor) => Tensor(tensor, "", []).Append(stream => CopyData(tensor, stream));
}
