using System.Text.Json;
using LanguageModeling.Weights;

namespace LanguageModeling.Tests.Models;

/// <summary>Writes decoders as Hugging Face folders.</summary>
internal static class HuggingFaceWriter
{
    /// <summary>Writes a folder.</summary>
    /// <param name="weights">The decoder.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="dtype">F32, F16 or BF16.</param>
    /// <param name="shards">Number of safetensors files; several have an index.</param>
    /// <param name="config">Changes the config before it is written.</param>
    public static void Write(DecoderWeights weights, string folder, string dtype = "F32", int shards = 1, Action<Dictionary<string, object?>>? config = null)
    {
        Dictionary<string, object?> settings = weights.Shape.Family == DecoderFamily.Gpt2 ? Gpt2Config(weights) : LlamaConfig(weights);
        config?.Invoke(settings);
        File.WriteAllText(Path.Combine(folder, "config.json"), JsonSerializer.Serialize(settings));
        (string Name, Weight Weight)[] tensors =
            [.. weights.Shape.Family == DecoderFamily.Gpt2 ? Gpt2Tensors(weights) : LlamaTensors(weights, isPacked: Equals(settings["model_type"], "phi3"))];
        if (shards == 1)
        {
            SafetensorsWriter.Write(Path.Combine(folder, "model.safetensors"), tensors, dtype);
            return;
        }

        var map = new Dictionary<string, string>();
        foreach ((int i, (string Name, Weight Weight)[] part) in tensors.Chunk((tensors.Length + shards - 1) / shards).Index())
        {
            string file = $"model-{i + 1:D5}-of-{shards:D5}.safetensors";
            SafetensorsWriter.Write(Path.Combine(folder, file), part, dtype);
            Array.ForEach(part, tensor => map.Add(tensor.Name, file));
        }

        File.WriteAllText(Path.Combine(folder, "model.safetensors.index.json"), JsonSerializer.Serialize(new { metadata = new { total_size = 0 }, weight_map = map }));
    }

    private static Dictionary<string, object?> Gpt2Config(DecoderWeights weights) => new()
    {
        ["model_type"] = "gpt2",
        ["n_layer"] = weights.Shape.Layers,
        ["n_embd"] = weights.Shape.Hidden,
        ["n_head"] = weights.Shape.Heads,
        ["n_positions"] = weights.Shape.Context,
        ["n_inner"] = weights.Shape.Inner == 4 * weights.Shape.Hidden ? null : weights.Shape.Inner,
        ["vocab_size"] = weights.Shape.Vocabulary,
        ["activation_function"] = weights.Shape.Activation switch { Activation.TanhGelu => "gelu_new", Activation.Gelu => "gelu", _ => "relu" },
        ["layer_norm_epsilon"] = 1e-5,
        ["scale_attn_by_inverse_layer_idx"] = weights.Shape.ScaleByLayer,
        ["tie_word_embeddings"] = weights.Head is null,
    };

    private static Dictionary<string, object?> LlamaConfig(DecoderWeights weights) => new()
    {
        ["model_type"] = weights.Shape.Window is null ? "llama" : "mistral",
        ["num_hidden_layers"] = weights.Shape.Layers,
        ["hidden_size"] = weights.Shape.Hidden,
        ["intermediate_size"] = weights.Shape.Inner,
        ["num_attention_heads"] = weights.Shape.Heads,
        ["num_key_value_heads"] = weights.Shape.KeyValueHeads,
        ["head_dim"] = weights.Shape.HeadSize,
        ["max_position_embeddings"] = weights.Shape.Context,
        ["vocab_size"] = weights.Shape.Vocabulary,
        ["rms_norm_eps"] = 1e-6,
        ["rope_theta"] = weights.Shape.Rotary!.Base,
        ["partial_rotary_factor"] = (double)weights.Shape.RotarySize / weights.Shape.HeadSize,
        ["sliding_window"] = weights.Shape.Window,
        ["tie_word_embeddings"] = weights.Head is null,
    };

    private static IEnumerable<(string Name, Weight Weight)> Gpt2Tensors(DecoderWeights weights)
    {
        yield return ("transformer.wte.weight", weights.Embedding);
        yield return ("transformer.wpe.weight", weights.Positions!);
        foreach ((int i, DecoderLayer layer) in weights.Layers.Index())
        {
            string name = $"transformer.h.{i}";
            foreach ((string part, Linear linear) in new[] { ("attn.c_attn", layer.QueryKeyValue), ("attn.c_proj", layer.AttentionOutput), ("mlp.c_fc", layer.Up), ("mlp.c_proj", layer.Down) })
            {
                yield return ($"{name}.{part}.weight", Weight.Of("", linear.Matrix.ReadInFirst(), linear.Matrix.In, linear.Matrix.Out));
                yield return ($"{name}.{part}.bias", linear.Bias!);
            }

            foreach ((string part, NormWeights norm) in new[] { ("ln_1", layer.AttentionNorm), ("ln_2", layer.MlpNorm) })
            {
                yield return ($"{name}.{part}.weight", norm.Scale);
                yield return ($"{name}.{part}.bias", norm.Bias!);
            }
        }

        yield return ("transformer.ln_f.weight", weights.FinalNorm.Scale);
        yield return ("transformer.ln_f.bias", weights.FinalNorm.Bias!);
        if (weights.Head is { } head)
        {
            yield return ("lm_head.weight", OutFirst(head));
        }
    }

    private static IEnumerable<(string Name, Weight Weight)> LlamaTensors(DecoderWeights weights, bool isPacked)
    {
        DecoderShape shape = weights.Shape;
        int queries = shape.Heads * shape.HeadSize;
        int keys = shape.KeyValueHeads * shape.HeadSize;
        yield return ("model.embed_tokens.weight", weights.Embedding);
        foreach ((int i, DecoderLayer layer) in weights.Layers.Index())
        {
            string name = $"model.layers.{i}";
            float[] packed = layer.QueryKeyValue.Matrix.ReadOutFirst();
            float[]? bias = layer.QueryKeyValue.Bias?.Read();
            int first = 0;
            foreach ((string part, int rows) in isPacked ? [("qkv_proj", queries + (2 * keys))] : new[] { ("q_proj", queries), ("k_proj", keys), ("v_proj", keys) })
            {
                yield return ($"{name}.self_attn.{part}.weight", Weight.Of("", packed[(first * shape.Hidden)..((first + rows) * shape.Hidden)], rows, shape.Hidden));
                if (bias is not null)
                {
                    yield return ($"{name}.self_attn.{part}.bias", Weight.Of("", bias[first..(first + rows)], rows));
                }

                first += rows;
            }

            yield return ($"{name}.self_attn.o_proj.weight", OutFirst(layer.AttentionOutput));
            if (isPacked)
            {
                yield return ($"{name}.mlp.gate_up_proj.weight", Weight.Of("", [.. layer.Gate!.Matrix.ReadOutFirst(), .. layer.Up.Matrix.ReadOutFirst()], 2 * shape.Inner, shape.Hidden));
            }
            else
            {
                yield return ($"{name}.mlp.gate_proj.weight", OutFirst(layer.Gate!));
                yield return ($"{name}.mlp.up_proj.weight", OutFirst(layer.Up));
            }

            if (layer.QueryNorm is not null)
            {
                yield return ($"{name}.self_attn.q_norm.weight", layer.QueryNorm.Scale);
                yield return ($"{name}.self_attn.k_norm.weight", layer.KeyNorm!.Scale);
            }

            yield return ($"{name}.mlp.down_proj.weight", OutFirst(layer.Down));
            yield return ($"{name}.input_layernorm.weight", layer.AttentionNorm.Scale);
            yield return ($"{name}.post_attention_layernorm.weight", layer.MlpNorm.Scale);
        }

        yield return ("model.norm.weight", weights.FinalNorm.Scale);
        if (weights.Head is { } head)
        {
            yield return ("lm_head.weight", OutFirst(head));
        }
    }

    private static Weight OutFirst(Linear linear) => Weight.Of("", linear.Matrix.ReadOutFirst(), linear.Matrix.Out, linear.Matrix.In);
}
