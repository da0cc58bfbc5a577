namespace LanguageModeling.Weights;

/// <summary>
/// Llama, Mistral, Qwen2, Qwen3 (which normalises each head of queries and keys) and Phi-3 (which packs layers on the same input into one) as Hugging Face
/// stores them: linear layers as PyTorch's <c>Linear</c>, [out, in], biases where there are some.
/// </summary>
internal static class LlamaWeights
{
    public static DecoderWeights Read(ModelConfig config, WeightSource source, string path)
    {
        DecoderShape shape = ReadShape(config, path);
        string prefix = source.Find("model.embed_tokens.weight") is null ? "" : "model.";
        int d = shape.Hidden;
        int queries = shape.Heads * shape.HeadSize;
        int keys = shape.KeyValueHeads * shape.HeadSize;
        string type = config.Text("model_type", "");
        bool Has(string name) => source.Find($"{prefix}layers.0.{name}.weight") is not null;
        bool isPacked = Has("self_attn.qkv_proj"); // Phi-3, and what onnxruntime-genai exports
        bool normsHeads = type == "qwen3";
        return new DecoderWeights
        {
            Shape = shape,
            Embedding = source.Take($"{prefix}embed_tokens.weight", shape.Vocabulary, d),
            Layers =
            [
                .. Enumerable.Range(0, shape.Layers).Select(i =>
                {
                    string layer = $"{prefix}layers.{i}";
                    (Linear gate, Linear up) = Has("mlp.gate_up_proj")
                        ? Halves(source.Take($"{layer}.mlp.gate_up_proj.weight", 2 * shape.Inner, d), shape.Inner)
                        : (Linears(source, $"{layer}.mlp.gate_proj", d, ($"{layer}.mlp.gate_proj", shape.Inner)), Linears(source, $"{layer}.mlp.up_proj", d, ($"{layer}.mlp.up_proj", shape.Inner)));
                    return new DecoderLayer
                    {
                        AttentionNorm = Norm(source, $"{layer}.input_layernorm", d),
                        QueryKeyValue = isPacked
                            ? Linears(source, $"{layer}.self_attn.qkv", d, ($"{layer}.self_attn.qkv_proj", queries + (2 * keys)))
                            : Linears(source, $"{layer}.self_attn.qkv", d, ($"{layer}.self_attn.q_proj", queries), ($"{layer}.self_attn.k_proj", keys), ($"{layer}.self_attn.v_proj", keys)),
                        QueryNorm = normsHeads ? Norm(source, $"{layer}.self_attn.q_norm", shape.HeadSize) : null,
                        KeyNorm = normsHeads ? Norm(source, $"{layer}.self_attn.k_norm", shape.HeadSize) : null,
                        AttentionOutput = Linears(source, $"{layer}.self_attn.o_proj", queries, ($"{layer}.self_attn.o_proj", d)),
                        MlpNorm = Norm(source, $"{layer}.post_attention_layernorm", d),
                        Gate = gate,
                        Up = up,
                        Down = Linears(source, $"{layer}.mlp.down_proj", shape.Inner, ($"{layer}.mlp.down_proj", d)),
                    };
                }),
            ],
            FinalNorm = Norm(source, $"{prefix}norm", d),
            Head = config.Flag("tie_word_embeddings", false) ? null : new Linear(Matrix.OutFirst(source.Take("lm_head.weight", shape.Vocabulary, d)), null),
        };
    }

    private static NormWeights Norm(WeightSource source, string name, int width) => new(source.Take($"{name}.weight", width), null);

    private static (Linear Gate, Linear Up) Halves(Weight packed, int inner)
        => (new Linear(Matrix.OutFirst(packed.Rows($"{packed.Name}.gate", 0, inner)), null), new Linear(Matrix.OutFirst(packed.Rows($"{packed.Name}.up", inner, inner)), null));

    // Several layers on the same input as one, their outputs side by side.
    private static Linear Linears(WeightSource source, string name, int input, params (string Name, int Output)[] parts)
    {
        Weight?[] biases = [.. parts.Select(part => source.Find($"{part.Name}.bias", part.Output))];
        if (biases.Distinct().Count() > 1 && biases.Contains(null))
        {
            throw new InvalidDataException($"{source.Path}: of {string.Join(", ", parts.Select(part => part.Name))} some have a bias and some have none. The files are not of one model.");
        }

        Weight matrix = Weight.Concat($"{name}.weight", [.. parts.Select(part => source.Take($"{part.Name}.weight", part.Output, input))]);
        return new Linear(Matrix.OutFirst(matrix), biases[0] is null ? null : Weight.Concat($"{name}.bias", [.. biases!]));
    }

    private static DecoderShape ReadShape(ModelConfig config, string path)
    {
        int hidden = config.Size("hidden_size");
        int heads = config.Size("num_attention_heads");
        int keyValueHeads = config.Size("num_key_value_heads", heads);
        int headSize = config.Size("head_dim", hidden / heads is > 0 and var size ? size : null);
        if (heads % keyValueHeads != 0)
        {
            throw new InvalidDataException($"{path}: \"num_attention_heads\" {heads} is not a multiple of \"num_key_value_heads\" {keyValueHeads}.");
        }

        if (headSize % 16 != 0 || (long)headSize * heads > int.MaxValue)
        {
            throw new NotSupportedException($"{path}: {heads} heads of size {headSize} are not supported with rotary positions; sizes that are multiples of 16 are.");
        }

        Refuse(config.Text("model_type", "") is "qwen2" or "qwen3" && config.Flag("use_sliding_window", false), "use_sliding_window");
        Refuse(config.Texts("layer_types")?.Any(type => type != "full_attention") ?? false, "layer_types");
        return new DecoderShape
        {
            Family = DecoderFamily.Llama,
            Layers = config.Size("num_hidden_layers"),
            Hidden = hidden,
            Heads = heads,
            KeyValueHeads = keyValueHeads,
            HeadSize = headSize,
            Inner = config.Size("intermediate_size"),
            Vocabulary = config.Size("vocab_size"),
            Context = config.Size("max_position_embeddings"),
            NormEpsilon = (float)config.Number("rms_norm_eps", 1e-6),
            Activation = HuggingFaceFolder.ActivationOf(config.Text("hidden_act", "silu"), path),
            Rotary = RotaryConfig.Read(config, headSize),
            Window = config.Text("model_type", "") is "mistral" or "phi3" && config.Has("sliding_window") ? config.Size("sliding_window") : null,
        };

        void Refuse(bool condition, string name)
        {
            if (condition)
            {
                throw new NotSupportedException($"{path}: \"{name}\" is set to something other than its default, which is not supported.");
            }
        }
    }
}
