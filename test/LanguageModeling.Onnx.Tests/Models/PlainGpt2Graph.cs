using LanguageModeling.Graphs;
using LanguageModeling.Weights;

namespace LanguageModeling.Tests.Models;

/// <summary>GPT-2 in plain ONNX operators with a growing cache, as exporters write it: what users bring, and what the fused graph must agree with.</summary>
internal sealed class PlainGpt2Graph
{
    private readonly DecoderWeights _weights;
    private readonly DecoderShape _shape;
    private readonly bool _past;
    private readonly GraphWriter _writer = new(new OnnxGraph { Name = "main_graph" });

    private PlainGpt2Graph(DecoderWeights weights, bool past)
    {
        _weights = weights;
        _shape = weights.Shape;
        _past = past;
    }

    public static OnnxModel Create(DecoderWeights weights, PlainLayout layout)
    {
        var model = new OnnxModel { Producer = "tests", Graph = new PlainGpt2Graph(weights, layout == PlainLayout.Optimum).Create() };
        model.Opsets.Add("", 17);
        if (weights.Shape.Activation == Activation.Gelu)
        {
            model.Opsets.Add(OnnxNode.Microsoft, 1);
        }

        return model;
    }

    private OnnxGraph Create()
    {
        _writer.Input("input_ids", OnnxType.Int64, "batch_size", "sequence_length");
        _writer.Input("attention_mask", OnnxType.Int64, "batch_size", _past ? "past_sequence_length + sequence_length" : "sequence_length");
        string newTokens = DimensionOf("input_ids", 1);
        string total = DimensionOf("attention_mask", 1);
        string before = _writer.Add("Sub", "past_length", [total, newTokens]);
        string positions = "position_ids";
        if (_past)
        {
            _writer.Input(positions, OnnxType.Int64, "batch_size", "sequence_length");
        }
        else
        {
            positions = _writer.Add("Unsqueeze", "positions", [_writer.Add("Range", "position_range", [_writer.Scalar(0), newTokens, _writer.Scalar(1)]), _writer.Constant(0)]);
        }

        string table = Tensor("transformer.wte.weight", _weights.Embedding);
        string x = _writer.Add("Add", "embeddings",
            [_writer.Add("Gather", "token_rows", [table, "input_ids"]), _writer.Add("Gather", "position_rows", [Tensor("transformer.wpe.weight", _weights.Positions!), positions])]);
        string bias = Mask(before, total);
        for (int i = 0; i < _shape.Layers; i++)
        {
            x = Layer(i, x, bias);
        }

        string last = Norm("transformer.ln_f", x, _weights.FinalNorm);
        string head = _weights.Head is null
            ? _writer.Add("Transpose", "head", [table], ("perm", new long[] { 1, 0 }))
            : _writer.Weight(OnnxTensor.Of("lm_head", _weights.Head.Matrix.ReadInFirst(), _shape.Hidden, _shape.Vocabulary));
        _writer.Add("MatMul", "logits", [last, head]);
        _writer.Output("logits", OnnxType.Float, "batch_size", "sequence_length", _shape.Vocabulary);
        for (int i = 0; _past && i < _shape.Layers; i++)
        {
            Cache(i, "key");
            Cache(i, "value");
        }

        return _writer.Graph;
    }

    private string DimensionOf(string value, int axis)
        => _writer.Add("Gather", $"{value}.{axis}", [_writer.Add("Shape", $"{value}.shape", [value]), _writer.Scalar(axis)]);

    private string Tensor(string name, Weight weight) => _writer.Weight(OnnxTensor.Of(name, weight.Read(), weight.Dims));

    // [B, 1, T, total]: 0 where a token may look, far below 0 elsewhere.
    private string Mask(string before, string total)
    {
        string rows = _writer.Add("Unsqueeze", "mask_rows", [_writer.Add("Range", "row_range", [before, total, _writer.Scalar(1)]), _writer.Constant(1)]);
        string columns = _writer.Add("Range", "column_range", [_writer.Scalar(0), total, _writer.Scalar(1)]);
        string causal = _writer.Add("LessOrEqual", "causal", [columns, rows]);
        string padding = _writer.Add("Cast", "padding", [_writer.Add("Unsqueeze", "mask4", ["attention_mask", _writer.Constant(1, 2)])], ("to", (int)OnnxType.Bool));
        string allowed = _writer.Add("And", "allowed", [causal, padding]);
        return _writer.Add("Where", "mask_bias", [allowed, _writer.Weight(OnnxTensor.Of("zero", [0f])), _writer.Weight(OnnxTensor.Of("lowest", [-3.4e38f]))]);
    }

    private string Layer(int i, string x, string bias)
    {
        DecoderLayer layer = _weights.Layers[i];
        string name = $"transformer.h.{i}";
        string qkv = Linear($"{name}.attn.c_attn", Norm($"{name}.ln_1", x, layer.AttentionNorm), layer.QueryKeyValue);
        _writer.Add("", "Split", [$"{name}.q", $"{name}.k", $"{name}.v"], [qkv], ("axis", 2));
        string q = Heads($"{name}.q");
        string k = Grow(i, "key", Heads($"{name}.k"));
        string v = Grow(i, "value", Heads($"{name}.v"));
        string scores = _writer.Add("MatMul", $"{name}.scores", [q, _writer.Add("Transpose", $"{name}.kt", [k], ("perm", new long[] { 0, 1, 3, 2 }))]);
        string scaled = _writer.Add("Mul", $"{name}.scaled", [scores, _writer.Weight(OnnxTensor.Of($"{name}.scale", [_shape.AttentionScale(i)]))]);
        string weights = _writer.Add("Softmax", $"{name}.softmax", [_writer.Add("Add", $"{name}.masked", [scaled, bias])], ("axis", -1));
        string mixed = _writer.Add("Transpose", $"{name}.mixed", [_writer.Add("MatMul", $"{name}.context", [weights, v])], ("perm", new long[] { 0, 2, 1, 3 }));
        string merged = _writer.Add("Reshape", $"{name}.merged", [mixed, _writer.Constant(0, 0, _shape.Hidden)]);
        x = _writer.Add("Add", $"{name}.residual_1", [Linear($"{name}.attn.c_proj", merged, layer.AttentionOutput), x]);
        string up = Linear($"{name}.mlp.c_fc", Norm($"{name}.ln_2", x, layer.MlpNorm), layer.Up);
        return _writer.Add("Add", $"{name}.residual_2", [Linear($"{name}.mlp.c_proj", Activate(name, up), layer.Down), x]);
    }

    private string Heads(string value)
    {
        string split = _writer.Add("Reshape", $"{value}.split", [value, _writer.Constant(0, 0, _shape.Heads, _shape.HeadSize)]);
        return _writer.Add("Transpose", $"{value}.heads", [split], ("perm", new long[] { 0, 2, 1, 3 }));
    }

    private string Grow(int i, string what, string added)
        => _past ? _writer.Add("Concat", $"present.{i}.{what}", [$"past_key_values.{i}.{what}", added], ("axis", 2)) : added;

    private void Cache(int i, string what)
    {
        _writer.Input($"past_key_values.{i}.{what}", OnnxType.Float, "batch_size", _shape.Heads, "past_sequence_length", _shape.HeadSize);
        _writer.Output($"present.{i}.{what}", OnnxType.Float, "batch_size", _shape.Heads, "past_sequence_length + sequence_length", _shape.HeadSize);
    }

    private string Norm(string name, string x, NormWeights norm)
        => _writer.Add("LayerNormalization", $"{name}.out", [x, Tensor($"{name}.weight", norm.Scale), Tensor($"{name}.bias", norm.Bias!)], ("axis", -1), ("epsilon", _shape.NormEpsilon));

    private string Linear(string name, string x, Linear linear)
    {
        string weight = _writer.Weight(OnnxTensor.Of($"{name}.weight", linear.Matrix.ReadInFirst(), linear.Matrix.In, linear.Matrix.Out));
        return _writer.Add("Add", $"{name}.out", [_writer.Add("MatMul", $"{name}.product", [x, weight]), Tensor($"{name}.bias", linear.Bias!)]);
    }

    // gelu_new as PyTorch exports it: 0.5 x (1 + tanh(√(2/π) (x + 0.044715 x³)))
    private string Activate(string name, string x)
    {
        string Number(string what, float value) => _writer.Weight(OnnxTensor.Of($"{name}.{what}", [value]));
        if (_shape.Activation != Activation.TanhGelu)
        {
            return _shape.Activation == Activation.Relu ? _writer.Add("Relu", $"{name}.active", [x]) : _writer.Fused("Gelu", $"{name}.active", [x]);
        }

        string cube = _writer.Add("Pow", $"{name}.cube", [x, Number("three", 3)]);
        string inner = _writer.Add("Add", $"{name}.inner", [x, _writer.Add("Mul", $"{name}.small", [cube, Number("c", 0.044715f)])]);
        string tanh = _writer.Add("Tanh", $"{name}.tanh", [_writer.Add("Mul", $"{name}.arg", [inner, Number("root", 0.7978846f)])]);
        string factor = _writer.Add("Add", $"{name}.factor", [tanh, Number("one", 1)]);
        return _writer.Add("Mul", $"{name}.active", [_writer.Add("Mul", $"{name}.half", [x, Number("half_number", 0.5f)]), factor]);
    }
}
