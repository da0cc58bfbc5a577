using LanguageModeling.Graphs;
using LanguageModeling.Weights;

namespace LanguageModeling.Tests.Models;

/// <summary>A Llama in plain ONNX operators with a growing cache, as exporters write it.</summary>
internal sealed class PlainLlamaGraph
{
    private readonly DecoderWeights _weights;
    private readonly DecoderShape _shape;
    private readonly LlamaNaming _naming;
    private readonly GraphWriter _writer = new(new OnnxGraph { Name = "main_graph" });
    private int _numbers = 100;

    private PlainLlamaGraph(DecoderWeights weights, LlamaNaming naming)
    {
        _weights = weights;
        _shape = weights.Shape;
        _naming = naming;
    }

    public static void Write(DecoderWeights weights, LlamaNaming naming, string path)
    {
        var model = new OnnxModel { Producer = "tests", Graph = new PlainLlamaGraph(weights, naming).Create() };
        model.Opsets.Add("", 17);
        OnnxModelWriter.Write(model, path);
    }

    private OnnxGraph Create()
    {
        _writer.Input("input_ids", OnnxType.Int64, "batch_size", "sequence_length");
        _writer.Input("attention_mask", OnnxType.Int64, "batch_size", "past_sequence_length + sequence_length");
        _writer.Input("position_ids", OnnxType.Int64, "batch_size", "sequence_length");
        string x = _writer.Add("Gather", "embeddings", [Tensor("model.embed_tokens.weight", _weights.Embedding), "input_ids"]);
        (string cosines, string sines) = Rotary();
        string bias = Mask();
        for (int i = 0; i < _shape.Layers; i++)
        {
            x = Layer(i, x, bias, cosines, sines);
        }

        string last = Norm(_naming == LlamaNaming.GenAI ? $"model.layers.{_shape.Layers}.final_norm_layernorm" : "model.norm", x, _weights.FinalNorm);
        if (_weights.Head is { } head)
        {
            _writer.Add("Identity", "logits", [Linear("lm_head", last, head.Matrix, null)]);
        }
        else
        {
            _writer.Add("MatMul", "logits", [last, _writer.Add("Transpose", "head", ["model.embed_tokens.weight"], ("perm", new long[] { 1, 0 }))]);
        }

        _writer.Output("logits", OnnxType.Float, "batch_size", "sequence_length", _shape.Vocabulary);
        return _writer.Graph;
    }

    // [B, 1, T, H] each: angles of both halves of a head.
    private (string Cosines, string Sines) Rotary()
    {
        float[] frequencies = [.. Enumerable.Range(0, _shape.HeadSize / 2).Select(i => (float)_shape.Rotary!.Frequency(i, _shape.HeadSize, _shape.Context))];
        string inverse = _writer.Weight(OnnxTensor.Of("inv_freq", frequencies, 1, 1, frequencies.Length));
        string places = _writer.Add("Unsqueeze", "places", [_writer.Add("Cast", "position_numbers", ["position_ids"], ("to", (int)OnnxType.Float)), _writer.Constant(2)]);
        string angles = _writer.Add("MatMul", "angles", [places, inverse]); // [B, T, 1] [1, 1, H / 2]
        string both = _writer.Add("Unsqueeze", "angles.heads", [_writer.Add("Concat", "angles.both", [angles, angles], ("axis", -1)), _writer.Constant(1)]);
        return (_writer.Add("Cos", "cosines", [both]), _writer.Add("Sin", "sines", [both]));
    }

    // [B, 1, T, S]: 0 where a token may look, far below 0 elsewhere.
    private string Mask()
    {
        string Dimension(string value) => _writer.Add("Gather", $"{value}.1", [_writer.Add("Shape", $"{value}.shape", [value]), _writer.Scalar(1)]);
        string total = Dimension("attention_mask");
        string before = _writer.Add("Sub", "past_length", [total, Dimension("input_ids")]);
        string rows = _writer.Add("Unsqueeze", "mask_rows", [_writer.Add("Range", "row_range", [before, total, _writer.Scalar(1)]), _writer.Constant(1)]);
        string columns = _writer.Add("Range", "column_range", [_writer.Scalar(0), total, _writer.Scalar(1)]);
        string padding = _writer.Add("Cast", "padding", [_writer.Add("Unsqueeze", "mask4", ["attention_mask", _writer.Constant(1, 2)])], ("to", (int)OnnxType.Bool));
        string allowed = _writer.Add("And", "allowed", [_writer.Add("LessOrEqual", "causal", [columns, rows]), padding]);
        return _writer.Add("Where", "mask_bias", [allowed, Number("zero", 0), Number("lowest", -3.4e38f)]);
    }

    private string Layer(int i, string x, string bias, string cosines, string sines)
    {
        DecoderLayer layer = _weights.Layers[i];
        string name = $"model.layers.{i}";
        string attention = _naming == LlamaNaming.GenAI ? $"{name}.attn" : $"{name}.self_attn";
        string normed = Norm($"{name}.input_layernorm", x, layer.AttentionNorm);
        int keys = _shape.KeyValueHeads * _shape.HeadSize;
        (string Name, int First, int Count)[] parts = [("q_proj", 0, _shape.Heads * _shape.HeadSize), ("k_proj", _shape.Heads * _shape.HeadSize, keys), ("v_proj", (_shape.Heads * _shape.HeadSize) + keys, keys)];
        float[] packed = layer.QueryKeyValue.Matrix.ReadOutFirst();
        float[]? packedBias = layer.QueryKeyValue.Bias?.Read();
        string[] made = [.. parts.Select(part => Linear(
            $"{attention}.{part.Name}", normed,
            Matrix.OutFirst(Weight.Of("", packed[(part.First * _shape.Hidden)..((part.First + part.Count) * _shape.Hidden)], part.Count, _shape.Hidden)),
            packedBias is null ? null : Weight.Of("", packedBias[part.First..(part.First + part.Count)], part.Count)))];
        string query = Rotate(Heads(made[0], _shape.Heads), cosines, sines);
        string key = Repeat(Grow(i, "key", Rotate(Heads(made[1], _shape.KeyValueHeads), cosines, sines)));
        string value = Repeat(Grow(i, "value", Heads(made[2], _shape.KeyValueHeads)));
        string scores = _writer.Add("MatMul", $"{name}.scores", [query, _writer.Add("Transpose", $"{name}.kt", [key], ("perm", new long[] { 0, 1, 3, 2 }))]);
        string scaled = _writer.Add("Mul", $"{name}.scaled", [scores, Number($"{name}.scale", _shape.AttentionScale(i))]);
        string shares = _writer.Add("Softmax", $"{name}.softmax", [_writer.Add("Add", $"{name}.masked", [scaled, bias])], ("axis", -1));
        string mixed = _writer.Add("Transpose", $"{name}.mixed", [_writer.Add("MatMul", $"{name}.context", [shares, value])], ("perm", new long[] { 0, 2, 1, 3 }));
        string merged = _writer.Add("Reshape", $"{name}.merged", [mixed, _writer.Constant(0, 0, _shape.Heads * _shape.HeadSize)]);
        x = _writer.Add("Add", $"{name}.residual_1", [x, Linear($"{attention}.o_proj", merged, layer.AttentionOutput.Matrix, null)]);
        normed = Norm($"{name}.post_attention_layernorm", x, layer.MlpNorm);
        string gate = Linear($"{name}.mlp.gate_proj", normed, layer.Gate!.Matrix, null);
        string active = _writer.Add("Mul", $"{name}.mlp.silu", [gate, _writer.Add("Sigmoid", $"{name}.mlp.sigmoid", [gate])]);
        string inner = _writer.Add("Mul", $"{name}.mlp.inner", [active, Linear($"{name}.mlp.up_proj", normed, layer.Up.Matrix, null)]);
        return _writer.Add("Add", $"{name}.residual_2", [x, Linear($"{name}.mlp.down_proj", inner, layer.Down.Matrix, null)]);
    }

    private string Linear(string name, string x, Matrix matrix, Weight? bias)
    {
        string lost = $"onnx::MatMul_{++_numbers}";
        string weight = _naming switch
        {
            LlamaNaming.Weights => _writer.Add("Transpose", $"{name}.turned", [_writer.Weight(OnnxTensor.Of($"{name}.weight", matrix.ReadOutFirst(), matrix.Out, matrix.In))], ("perm", new long[] { 1, 0 })),
            LlamaNaming.GenAI => _writer.Weight(OnnxTensor.Of($"{name}.MatMul.weight", matrix.ReadInFirst(), matrix.In, matrix.Out)),
            _ => _writer.Weight(OnnxTensor.Of(lost, matrix.ReadInFirst(), matrix.In, matrix.Out)),
        };
        string product = _writer.Add("MatMul", $"{name}.product", [x, weight]);
        _writer.Graph.Nodes[^1].Name = _naming == LlamaNaming.Operators ? $"/{name.Replace('.', '/').Replace("layers/", "layers.", StringComparison.Ordinal)}/MatMul" : $"MatMul_{_numbers}";
        return bias is null ? product : _writer.Add("Add", $"{name}.out", [Tensor(_naming == LlamaNaming.GenAI ? $"{name}.Add.bias" : $"{name}.bias", bias), product]);
    }

    private string Heads(string value, int heads)
    {
        string split = _writer.Add("Reshape", $"{value}.split", [value, _writer.Constant(0, 0, heads, _shape.HeadSize)]);
        return _writer.Add("Transpose", $"{value}.heads", [split], ("perm", new long[] { 0, 2, 1, 3 }));
    }

    // x cos + rotate_half(x) sin
    private string Rotate(string heads, string cosines, string sines)
    {
        int half = _shape.HeadSize / 2;
        _writer.Add("", "Split", [$"{heads}.1", $"{heads}.2"], [heads, _writer.Constant(half, half)], ("axis", -1));
        string turned = _writer.Add("Concat", $"{heads}.half", [_writer.Add("Neg", $"{heads}.neg", [$"{heads}.2"]), $"{heads}.1"], ("axis", -1));
        return _writer.Add("Add", $"{heads}.turned", [_writer.Add("Mul", $"{heads}.cos", [heads, cosines]), _writer.Add("Mul", $"{heads}.sin", [turned, sines])]);
    }

    private string Grow(int i, string what, string added)
    {
        _writer.Input($"past_key_values.{i}.{what}", OnnxType.Float, "batch_size", _shape.KeyValueHeads, "past_sequence_length", _shape.HeadSize);
        _writer.Output($"present.{i}.{what}", OnnxType.Float, "batch_size", _shape.KeyValueHeads, "past_sequence_length + sequence_length", _shape.HeadSize);
        return _writer.Add("Concat", $"present.{i}.{what}", [$"past_key_values.{i}.{what}", added], ("axis", 2));
    }

    // [B, K, S, H] → [B, heads, S, H]
    private string Repeat(string value)
    {
        int group = _shape.Heads / _shape.KeyValueHeads;
        string wide = _writer.Add("Expand", $"{value}.wide", [_writer.Add("Unsqueeze", $"{value}.apart", [value, _writer.Constant(2)]), _writer.Constant(1, 1, group, 1, 1)]);
        return _writer.Add("Reshape", $"{value}.repeated", [wide, _writer.Constant(0, _shape.Heads, -1, _shape.HeadSize)]);
    }

    private string Norm(string name, string x, NormWeights norm)
    {
        string squares = _writer.Add("Pow", $"{name}.squares", [x, Number("two", 2)]);
        string mean = _writer.Add("ReduceMean", $"{name}.mean", [squares], ("axes", new long[] { -1 }), ("keepdims", 1));
        string root = _writer.Add("Sqrt", $"{name}.root", [_writer.Add("Add", $"{name}.sum", [mean, Number("epsilon", _shape.NormEpsilon)])]);
        string even = _writer.Add("Div", $"{name}.even", [x, root]);
        return _writer.Add("Mul", $"{name}.out", [Tensor($"{name}.weight", norm.Scale), even]);
    }

    private string Number(string name, float value) => _writer.Graph.Initializers.Exists(tensor => tensor.Name == name) ? name : _writer.Weight(OnnxTensor.Of(name, [value]));

    private string Tensor(string name, Weight weight) => _writer.Weight(OnnxTensor.Of(name, weight.Read(), weight.Dims));
}
