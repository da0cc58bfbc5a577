namespace LanguageModeling.Tests;

/// <summary>The smallest useful ONNX file, written by hand: <c>sum = a + b</c> over float[3].</summary>
internal static class AddModel
{
    public static byte[] Bytes { get; } =
    [
        .. Number(1, 8), // ModelProto.ir_version
        .. Message(8, Number(2, 13)), // opset_import { version }
        .. Message(7, // graph
        [
            .. Message(1, [.. Text(1, "a"), .. Text(1, "b"), .. Text(2, "sum"), .. Text(4, "Add")]), // node { input, input, output, op_type }
            .. Text(2, "add"), // name
            .. Message(11, Vector("a")), // input
            .. Message(11, Vector("b")),
            .. Message(12, Vector("sum")), // output
        ]),
    ];

    // ValueInfoProto { name, type { tensor_type { elem_type = float, shape { dim { dim_value = 3 } } } } }
    private static byte[] Vector(string name) =>
        [.. Text(1, name), .. Message(2, Message(1, [.. Number(1, 1), .. Message(2, Message(1, Number(1, 3)))]))];

    // Protobuf: a tag (field number * 8 + wire type), then a number, or a length and that many bytes. All here fit in one byte.
    private static byte[] Number(int field, byte value) => [(byte)(field * 8), value];

    private static byte[] Message(int field, byte[] content) => [(byte)(field * 8 + 2), checked((byte)content.Length), .. content];

    private static byte[] Text(int field, string text) => Message(field, System.Text.Encoding.ASCII.GetBytes(text));
}
