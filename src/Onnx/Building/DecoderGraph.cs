using LanguageModeling.Graphs;
using LanguageModeling.Weights;

namespace LanguageModeling.Building;

/// <summary>
/// A decoder as a graph of fused operators, with a key/value cache. Letters: B batch, T new tokens, R wanted rows, V vocabulary, D width, K key/value heads,
/// H head size. Names and shapes of inputs and outputs: docs/onnx-layouts.md.
/// </summary>
/// <remarks>
/// Right padding needs no mask: a token never sees what comes after it. Only the wanted rows go through the last layer's MLP, the last
/// normalisation and the head: with one row, the prefill of 512 tokens takes three quarters of the time (measured, 124M parameters).
/// </remarks>
internal sealed class DecoderGraph
{
    private const long MostRotaryNumbers = 1 << 27;

    private readonly DecoderWeights _weights;
    private readonly DecoderShape _shape;
    private readonly WeightForm _form;
    private readonly AttentionForm _attention;
    private readonly GraphWriter _writer = new(new OnnxGraph { Name = "decoder" });

    private DecoderGraph(DecoderWeights weights, WeightForm form, AttentionForm attention)
    {
        _weights = weights;
        _shape = weights.Shape;
        _form = form;
        _attention = attention;
    }

    /// <summary>Makes the graph; weights are read when it is written.</summary>
    public static OnnxGraph Create(DecoderWeights weights, WeightForm form, AttentionForm attention) => new DecoderGraph(weights, form, attention).Create();

    private OnnxGraph Create()
    {
        DeclareInputs();
        string ids = _form.Embed(_writer, "embedded", "input_ids", _weights.Embedding); // [B, T, D]
        (string Cosines, string Sines)? rotary = RotaryTables();
        _attention.Prepare(_writer);

        // Two values run through the layers: the sum so far, and what the last block adds to it.
        string sum = ids;
        string? addedBias = null;
        string? added = _weights.Positions is { } positions
            ? _writer.Add("Gather", "positions", [_form.Plain(_writer, "position_table", positions), "position_ids"])
            : null;
        for (int i = 0; i < _shape.Layers; i++)
        {
            DecoderLayer layer = _weights.Layers[i];
            (string normed, sum) = AddAndNorm($"layer.{i}.attention", sum, added, addedBias, layer.AttentionNorm);
            string attended = Attention(i, normed, layer, rotary);
            if (i == _shape.Layers - 1)
            {
                attended = WantedRows("attended_rows", attended, _shape.Heads * _shape.HeadSize);
                sum = WantedRows("sum_rows", sum, _shape.Hidden);
            }

            added = _form.Product(_writer, $"layer.{i}.attention.output", attended, layer.AttentionOutput, out addedBias);
            (normed, sum) = AddAndNorm($"layer.{i}.mlp", sum, added, addedBias, layer.MlpNorm);
            added = Mlp(i, normed, layer, out addedBias);
        }

        (string last, _) = AddAndNorm("final", sum, added, addedBias, _weights.FinalNorm);
        Logits(last);
        LogProbabilities();
        DeclareOutputs();
        return _writer.Graph;
    }

    private void DeclareInputs()
    {
        _writer.Input("input_ids", OnnxType.Int64, "batch", "tokens");
        if (_attention.TakesPositions)
        {
            _writer.Input("position_ids", OnnxType.Int64, "batch", "tokens");
        }

        _attention.DeclareInputs(_writer);
        _writer.Input("logit_rows", OnnxType.Int64, "rows");
        _writer.Input("targets", OnnxType.Int64, "targets");
        for (int i = 0; i < _shape.Layers; i++)
        {
            _writer.Input($"past_key_values.{i}.key", _form.Type, "batch", _shape.KeyValueHeads, "past", _shape.HeadSize);
            _writer.Input($"past_key_values.{i}.value", _form.Type, "batch", _shape.KeyValueHeads, "past", _shape.HeadSize);
        }
    }

    private void DeclareOutputs()
    {
        _writer.Output("logits", OnnxType.Float, "rows", _shape.Vocabulary);
        _writer.Output("log_probabilities", OnnxType.Float, "targets");
        for (int i = 0; i < _shape.Layers; i++)
        {
            _writer.Output($"present.{i}.key", _form.Type, "batch", _shape.KeyValueHeads, "total", _shape.HeadSize);
            _writer.Output($"present.{i}.value", _form.Type, "batch", _shape.KeyValueHeads, "total", _shape.HeadSize);
        }
    }

    private (string Cosines, string Sines)? RotaryTables()
    {
        if (_shape.Rotary is not { } rotary)
        {
            return null;
        }

        if ((long)_shape.Context * _shape.HeadSize > MostRotaryNumbers)
        {
            throw new ArgumentException(
                $"Tables of rotary positions for {_shape.Context} tokens would take over half a gigabyte. Set a smaller ContextLength.", nameof(OnnxBuildOptions.ContextLength));
        }

        (float[] cosines, float[] sines) = rotary.Tables(_shape.Context, _shape.RotarySize);
        long[] dims = [_shape.Context, _shape.RotarySize / 2];
        return (_form.Plain(_writer, "rotary.cosines", Weight.Of("rotary.cosines", cosines, dims)), _form.Plain(_writer, "rotary.sines", Weight.Of("rotary.sines", sines, dims)));
    }

    /// <summary>sum + added + its bias, and the normalisation of that.</summary>
    private (string Normed, string Sum) AddAndNorm(string name, string sum, string? added, string? addedBias, NormWeights norm)
    {
        bool rms = norm.Bias is null;
        List<string> weights = [_form.Plain(_writer, $"{name}.norm.scale", norm.Scale)];
        if (norm.Bias is { } bias)
        {
            weights.Add(_form.Plain(_writer, $"{name}.norm.bias", bias));
        }

        string normed = $"{name}.normed";
        (string, object) epsilon = ("epsilon", _shape.NormEpsilon);
        if (added is null)
        {
            _writer.Add(rms ? "SimplifiedLayerNormalization" : "LayerNormalization", normed, [sum, .. weights], epsilon, ("axis", -1));
            return (normed, sum);
        }

        if (addedBias is not null)
        {
            weights.Add(addedBias);
        }

        _writer.Add(
            OnnxNode.Microsoft, rms ? "SkipSimplifiedLayerNormalization" : "SkipLayerNormalization", [normed, "", "", $"{name}.sum"], [added, sum, .. weights], epsilon);
        return (normed, $"{name}.sum");
    }

    private string Attention(int i, string input, DecoderLayer layer, (string Cosines, string Sines)? rotary)
    {
        string packed = _form.Linear(_writer, $"layer.{i}.attention.qkv", input, layer.QueryKeyValue); // [B, T, (heads + 2 K) H]
        string output = $"layer.{i}.attended"; // [B, T, heads H]
        AttentionInputs inputs = layer.QueryNorm is null ? new AttentionInputs(packed) : NormHeads($"layer.{i}.attention", packed, layer);
        _attention.Attend(_writer, i, output, inputs, rotary);
        return output;
    }

    // Qwen3: each head of queries and keys is normalised before its rotation, so that the three go apart.
    private AttentionInputs NormHeads(string name, string packed, DecoderLayer layer)
    {
        int keys = _shape.KeyValueHeads * _shape.HeadSize;
        string[] parts = [$"{name}.query", $"{name}.key", $"{name}.value"];
        _writer.Add("", "Split", parts, [packed, _writer.Constant(_shape.Heads * _shape.HeadSize, keys, keys)], ("axis", -1));
        return new AttentionInputs(NormHeads(parts[0], _shape.Heads, layer.QueryNorm!), NormHeads(parts[1], _shape.KeyValueHeads, layer.KeyNorm!), parts[2]);
    }

    private string NormHeads(string input, int heads, NormWeights norm)
    {
        string apart = _writer.Add("Reshape", $"{input}.heads", [input, _writer.Constant(0, 0, heads, _shape.HeadSize)]);
        string normed = _writer.Add(
            "SimplifiedLayerNormalization", $"{input}.normed", [apart, _form.Plain(_writer, $"{input}.norm.scale", norm.Scale)], ("epsilon", _shape.NormEpsilon), ("axis", -1));
        return _writer.Add("Reshape", $"{input}.joined", [normed, _writer.Constant(0, 0, heads * _shape.HeadSize)]);
    }

    // [B, T, width] → [1, R, width]
    private string WantedRows(string output, string input, int width)
        => _writer.Add("Gather", output, [_writer.Add("Reshape", $"{output}.flat", [input, _writer.Constant(1, -1, width)]), "logit_rows"], ("axis", 1));

    private string Mlp(int i, string input, DecoderLayer layer, out string? bias)
    {
        string name = $"layer.{i}.mlp";
        string active;
        if (layer.Gate is { } gate)
        {
            string gated = Activate($"{name}.gated", _form.Linear(_writer, $"{name}.gate", input, gate), null);
            active = _writer.Add("Mul", $"{name}.active", [gated, _form.Linear(_writer, $"{name}.up", input, layer.Up)]);
        }
        else
        {
            string up = _form.Product(_writer, $"{name}.up", input, layer.Up, out string? upBias);
            active = Activate($"{name}.active", up, upBias);
        }

        return _form.Product(_writer, $"{name}.down", active, layer.Down, out bias);
    }

    private string Activate(string output, string input, string? bias) => _shape.Activation switch
    {
        Activation.TanhGelu => _writer.Fused("FastGelu", output, bias is null ? [input] : [input, bias]),
        Activation.Gelu => bias is null ? _writer.Fused("Gelu", output, [input]) : _writer.Fused("BiasGelu", output, [input, bias]),
        Activation.Relu => _writer.Add("Relu", output, [Biased(input, bias)]),
        _ => _writer.Fused("QuickGelu", output, [Biased(input, bias)], ("alpha", 1f)), // x σ(1 x)
    };

    private string Biased(string input, string? bias) => bias is null ? input : _writer.Add("Add", $"{input}.biased", [input, bias]);

    private void Logits(string hidden)
    {
        string rows = _writer.Add("Squeeze", "final.rows", [hidden, _writer.Constant(0)]); // [1, R, D] → [R, D]
        string logits = _form.Head(_writer, _form.Type == OnnxType.Float ? "logits" : "logits.short", rows, _weights);
        if (logits != "logits")
        {
            _writer.Add("Cast", "logits", [logits], ("to", (int)OnnxType.Float));
        }
    }

    /// <summary>log softmax(logits)[r, targets[r]]; nothing is computed where there are no targets.</summary>
    private void LogProbabilities()
    {
        _writer.Add("Greater", "has_targets", [_writer.Add("Size", "target_count", ["targets"]), _writer.Scalar(0)]);
        var some = new GraphWriter(new OnnxGraph { Name = "with_targets" }, "with_targets.");
        string columns = some.Add("Unsqueeze", "target_columns", ["targets", some.Constant(1)]); // [R, 1]
        string chosen = some.Add("GatherElements", "target_logits", ["logits", columns], ("axis", 1));
        string total = some.Add("ReduceLogSumExp", "log_sums", ["logits"], ("axes", new long[] { 1 }), ("keepdims", 1));
        some.Add("Squeeze", "chosen", [some.Add("Sub", "chosen_columns", [chosen, total]), some.Constant(1)]);
        some.Output("chosen", OnnxType.Float, "targets");
        var none = new GraphWriter(new OnnxGraph { Name = "without_targets" }, "without_targets.");
        none.Add("Constant", "nothing", [], ("value", OnnxTensor.Of("nothing", ReadOnlySpan<float>.Empty, 0)));
        none.Output("nothing", OnnxType.Float, "targets");
        _writer.Add("If", "log_probabilities", ["has_targets"], ("then_branch", some.Graph), ("else_branch", none.Graph));
    }
}
