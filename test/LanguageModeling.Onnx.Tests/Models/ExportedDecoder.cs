using LanguageModeling.Graphs;
using LanguageModeling.Weights;

namespace LanguageModeling.Tests.Models;

/// <summary>Writes a tiny decoder in each of the forms in which decoders come: Optimum's graph, with other inputs and outputs around it.</summary>
internal static class ExportedDecoder
{
    /// <summary>The weights behind a form; the same for all of a family.</summary>
    public static DecoderWeights Weights(ExportedForm form)
        => TinyDecoder.Create(form is ExportedForm.FusedLlama or ExportedForm.FusedGrowingLlama ? TinyDecoder.LlamaShape : TinyDecoder.Gpt2Shape);

    /// <summary>Writes the files of a form into a folder, and says what to load.</summary>
    public static string Write(ExportedForm form, string folder)
    {
        DecoderWeights weights = Weights(form);
        string path = Path.Combine(folder, FileName(form));
        if (form is ExportedForm.Fused or ExportedForm.FusedLlama or ExportedForm.FusedGrowing or ExportedForm.FusedGrowingLlama)
        {
            bool grows = form is ExportedForm.FusedGrowing or ExportedForm.FusedGrowingLlama;
            TinyDecoder.WriteFused(weights, path, new OnnxBuildOptions { Device = grows ? OnnxDevice.Cuda() : OnnxDevice.Cpu });
            return path;
        }

        if (form is ExportedForm.Pair or ExportedForm.PairOfSingleSteps)
        {
            Save(WithPresent(weights), path);
            Save(form == ExportedForm.Pair ? Optimum(weights) : SingleSteps(Optimum(weights)), Path.Combine(folder, "decoder_with_past_model.onnx"));
            return folder;
        }

        Save(
            form switch
            {
                ExportedForm.WithoutPast => PlainGpt2Graph.Create(weights, PlainLayout.OptimumWithoutPast),
                ExportedForm.Merged => Merged(Optimum(weights)),
                ExportedForm.Combined => Combined(Int32(Optimum(weights)), weights.Shape),
                ExportedForm.OtherNames => OtherNames(Optimum(weights)),
                ExportedForm.Half => Halves(Optimum(weights), OnnxType.Float16),
                ExportedForm.BrainHalf => Halves(Optimum(weights), OnnxType.BFloat16),
                ExportedForm.LastLogits => LastLogits(Optimum(weights)),
                ExportedForm.CountedLogits => CountedLogits(Optimum(weights)),
                _ => Optimum(weights),
            },
            path);
        if (form == ExportedForm.OtherNames)
        {
            File.WriteAllText(Path.Combine(folder, "genai_config.json"), GenAIConfig);
        }

        return form is ExportedForm.Merged or ExportedForm.OtherNames ? folder : path;
    }

    /// <summary>Writes Optimum's graph with an attention mask that is all ones within, whatever is given.</summary>
    public static string WriteDeaf(string folder)
    {
        OnnxModel model = Optimum(Weights(ExportedForm.Optimum));
        string one = new GraphWriter(model.Graph, "outer_").Scalar(1);
        Feed(model, "attention_mask", inner =>
        {
            OnnxNode node = Node("Clip", "attention_mask", inner);
            node.Inputs.Add(one);
            return node;
        });
        string path = Path.Combine(folder, "model.onnx");
        Save(model, path);
        return path;
    }

    /// <summary>Writes Optimum's graph that takes the past of one row only, and fails with more, as graphs with GroupQueryAttention do.</summary>
    public static string WriteShy(string folder)
    {
        OnnxModel model = Optimum(Weights(ExportedForm.Optimum));
        string shape = new GraphWriter(model.Graph, "outer_").Constant(1, TinyDecoder.Gpt2Shape.Heads, -1, TinyDecoder.Gpt2Shape.HeadSize);
        Feed(model, "past_key_values.0.key", inner =>
        {
            OnnxNode node = Node("Reshape", "past_key_values.0.key", inner);
            node.Inputs.Add(shape);
            return node;
        });
        string path = Path.Combine(folder, "model.onnx");
        Save(model, path);
        return path;
    }

    private const string GenAIConfig = """
        {
          "model": {
            "type": "gpt2", "vocab_size": 96, "context_length": 64,
            "decoder": {
              "filename": "the-decoder.onnx",
              "inputs": { "input_ids": "words", "attention_mask": "seen", "position_ids": "places", "past_key_names": "old.%d.k", "past_value_names": "old.%d.v" },
              "outputs": { "logits": "scores", "present_key_names": "new.%d.k", "present_value_names": "new.%d.v" }
            }
          }
        }
        """;

    private static string FileName(ExportedForm form) => form switch
    {
        ExportedForm.Pair or ExportedForm.PairOfSingleSteps => "decoder_model.onnx",
        ExportedForm.Merged => "decoder_model_merged.onnx",
        ExportedForm.OtherNames => "the-decoder.onnx",
        _ => "model.onnx",
    };

    private static void Save(OnnxModel model, string path) => OnnxModelWriter.Write(model, path);

    private static OnnxModel Optimum(DecoderWeights weights) => PlainGpt2Graph.Create(weights, PlainLayout.Optimum);

    private static OnnxModel WithPresent(DecoderWeights weights)
    {
        OnnxModel model = PlainGpt2Graph.Create(weights, PlainLayout.OptimumWithoutPast);
        DecoderShape shape = weights.Shape;
        var writer = new GraphWriter(model.Graph, "outer_");
        for (int i = 0; i < shape.Layers; i++)
        {
            foreach ((string name, string source) in new[] { ("key", "k"), ("value", "v") })
            {
                writer.Add("Identity", $"present.{i}.{name}", [$"transformer.h.{i}.{source}.heads"]);
                writer.Output($"present.{i}.{name}", OnnxType.Float, "batch_size", shape.Heads, "sequence_length", shape.HeadSize);
            }
        }

        return model;
    }

    private static OnnxModel SingleSteps(OnnxModel model)
    {
        ReplaceInput(model, "input_ids", value => value with { Dims = ["batch_size", 1] });
        return model;
    }

    private static OnnxModel Merged(OnnxModel model)
    {
        new GraphWriter(model.Graph, "outer_").Input("use_cache_branch", OnnxType.Bool, 1);
        return model;
    }

    private static OnnxModel Int32(OnnxModel model)
    {
        foreach (string name in (string[])["input_ids", "attention_mask", "position_ids"])
        {
            ReplaceInput(model, name, value => value with { Type = OnnxType.Int32 });
            Feed(model, name, inner => Node("Cast", name, inner, ("to", (long)OnnxType.Int64)));
        }

        return model;
    }

    private static OnnxModel Combined(OnnxModel model, DecoderShape shape)
    {
        var writer = new GraphWriter(model.Graph, "outer_");
        string first = writer.Constant(0);
        List<OnnxNode> before = [];
        for (int i = 0; i < shape.Layers; i++)
        {
            model.Graph.Inputs.RemoveAll(value => value.Name.StartsWith($"past_key_values.{i}.", StringComparison.Ordinal));
            model.Graph.Outputs.RemoveAll(value => value.Name.StartsWith($"present.{i}.", StringComparison.Ordinal));
            writer.Input($"past_{i}", OnnxType.Float, 2, "batch_size", shape.Heads, "past_seq_len", shape.HeadSize);
            writer.Output($"present_{i}", OnnxType.Float, 2, "batch_size", shape.Heads, "total_seq_len", shape.HeadSize);
            OnnxNode split = Node("Split", $"past_{i}", $"past_{i}.k", ("axis", 0L));
            split.Outputs.Add($"past_{i}.v");
            before.AddRange([split, Squeeze($"past_{i}.k", $"past_key_values.{i}.key", first), Squeeze($"past_{i}.v", $"past_key_values.{i}.value", first)]);
            string keys = writer.Add("Unsqueeze", $"present_{i}.k", [$"present.{i}.key", first]);
            string values = writer.Add("Unsqueeze", $"present_{i}.v", [$"present.{i}.value", first]);
            writer.Add("Concat", $"present_{i}", [keys, values], ("axis", 0));
        }

        model.Graph.Nodes.InsertRange(0, before);
        return model;
    }

    private static OnnxModel OtherNames(OnnxModel model)
    {
        static string Rename(string name) => name switch
        {
            "input_ids" => "words",
            "attention_mask" => "seen",
            "position_ids" => "places",
            "logits" => "scores",
            _ => name.Replace("past_key_values.", "old.", StringComparison.Ordinal).Replace("present.", "new.", StringComparison.Ordinal)
                .Replace(".key", ".k", StringComparison.Ordinal).Replace(".value", ".v", StringComparison.Ordinal),
        };
        foreach (OnnxNode node in model.Graph.Nodes)
        {
            Replace(node.Inputs, Rename);
            Replace(node.Outputs, Rename);
        }

        OnnxValue[] inputs = [.. model.Graph.Inputs.Select(value => value with { Name = Rename(value.Name) })];
        OnnxValue[] outputs = [.. model.Graph.Outputs.Select(value => value with { Name = Rename(value.Name) })];
        model.Graph.Inputs.Clear();
        model.Graph.Inputs.AddRange(inputs);
        model.Graph.Outputs.Clear();
        model.Graph.Outputs.AddRange(outputs);
        return model;
    }

    private static OnnxModel Halves(OnnxModel model, OnnxType type)
    {
        foreach (OnnxValue value in model.Graph.Inputs.Where(value => value.Type == OnnxType.Float).ToArray())
        {
            ReplaceInput(model, value.Name, old => old with { Type = type });
            Feed(model, value.Name, inner => Node("Cast", value.Name, inner, ("to", (long)OnnxType.Float)));
        }

        foreach (OnnxValue value in model.Graph.Outputs.ToArray())
        {
            Result(model, value with { Type = type }, inner => Node("Cast", inner, value.Name, ("to", (long)type)));
        }

        return model;
    }

    private static OnnxModel LastLogits(OnnxModel model)
    {
        var writer = new GraphWriter(model.Graph, "outer_");
        string[] range = [writer.Constant(-1), writer.Constant(int.MaxValue), writer.Constant(1)];
        OnnxValue logits = model.Graph.Outputs.Single(value => value.Name == "logits");
        Result(model, logits with { Dims = ["batch_size", "rows", "width"] }, inner => Slice(inner, "logits", range));
        return model;
    }

    private static OnnxModel CountedLogits(OnnxModel model)
    {
        var writer = new GraphWriter(model.Graph, "outer_");
        writer.Input("num_logits_to_keep", OnnxType.Int64);
        string start = writer.Add("Unsqueeze", "outer_start", [writer.Add("Neg", "outer_minus", ["num_logits_to_keep"]), writer.Constant(0)]);
        string[] range = [start, writer.Constant(int.MaxValue), writer.Constant(1)];
        OnnxValue logits = model.Graph.Outputs.Single(value => value.Name == "logits");
        Result(model, logits with { Dims = ["batch_size", "rows", logits.Dims![2]] }, inner => Slice(inner, "logits", range));
        return model;
    }

    private static void ReplaceInput(OnnxModel model, string name, Func<OnnxValue, OnnxValue> change)
    {
        int index = model.Graph.Inputs.FindIndex(value => value.Name == name);
        model.Graph.Inputs[index] = change(model.Graph.Inputs[index]);
    }

    /// <summary>Puts a node between an input and the graph.</summary>
    private static void Feed(OnnxModel model, string name, Func<string, OnnxNode> create)
    {
        string inner = $"{name}.inner";
        model.Graph.Nodes.ForEach(node => Replace(node.Inputs, input => input == name ? inner : input));
        model.Graph.Nodes.Insert(0, create(inner));
    }

    /// <summary>Puts a node between the graph and an output.</summary>
    private static void Result(OnnxModel model, OnnxValue output, Func<string, OnnxNode> create)
    {
        string inner = $"{output.Name}.inner";
        model.Graph.Nodes.ForEach(node =>
        {
            Replace(node.Inputs, input => input == output.Name ? inner : input);
            Replace(node.Outputs, name => name == output.Name ? inner : name);
        });
        model.Graph.Nodes.Add(create(inner));
        model.Graph.Outputs[model.Graph.Outputs.FindIndex(value => value.Name == output.Name)] = output;
    }

    private static void Replace(List<string> names, Func<string, string> change)
    {
        for (int i = 0; i < names.Count; i++)
        {
            names[i] = change(names[i]);
        }
    }

    private static OnnxNode Slice(string input, string output, string[] range)
    {
        OnnxNode node = Node("Slice", input, output);
        node.Inputs.AddRange(range);
        return node;
    }

    private static OnnxNode Squeeze(string input, string output, string axes)
    {
        OnnxNode node = Node("Squeeze", input, output);
        node.Inputs.Add(axes);
        return node;
    }

    private static OnnxNode Node(string type, string input, string output, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        var node = new OnnxNode { Name = $"node.{output}", OpType = type };
        node.Inputs.Add(input);
        node.Outputs.Add(output);
        foreach ((string name, object value) in attributes)
        {
            node.Attributes.Add(name, value);
        }

        return node;
    }
}
