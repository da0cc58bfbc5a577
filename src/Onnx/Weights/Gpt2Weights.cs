namespace LanguageModeling.Weights;

/// <summary>GPT-2 as Hugging Face stores it. Its linear layers are <c>Conv1D</c>, [in, out].</summary>
internal static class Gpt2Weights
{
    public static DecoderWeights Read(ModelConfig config, WeightSource source, string path)
    {
        if (config.Flag("add_cross_attention", false))
        {
            throw new NotSupportedException($"{path}: \"add_cross_attention\" is set. Decoders of encoder-decoder models are not supported.");
        }

        DecoderShape shape = ReadShape(config, path);
        string prefix = source.Find("transformer.wte.weight") is not null ? "transformer." : "";
        int d = shape.Hidden;
        NormWeights Norm(string name) => new(source.Take($"{prefix}{name}.weight", d), source.Take($"{prefix}{name}.bias", d));
        Linear Linear(string name, int input, int output) => new(
            Matrix.InFirst(source.Take($"{prefix}{name}.weight", input, output)), source.Take($"{prefix}{name}.bias", output));

        return new DecoderWeights
        {
            Shape = shape,
            Embedding = source.Take($"{prefix}wte.weight", shape.Vocabulary, d),
            Positions = source.Take($"{prefix}wpe.weight", shape.Context, d),
            Layers =
            [
                .. Enumerable.Range(0, shape.Layers).Select(i => new DecoderLayer
                {
                    AttentionNorm = Norm($"h.{i}.ln_1"),
                    QueryKeyValue = Linear($"h.{i}.attn.c_attn", d, 3 * d),
                    AttentionOutput = Linear($"h.{i}.attn.c_proj", d, d),
                    MlpNorm = Norm($"h.{i}.ln_2"),
                    Up = Linear($"h.{i}.mlp.c_fc", d, shape.Inner),
                    Down = Linear($"h.{i}.mlp.c_proj", shape.Inner, d),
                }),
            ],
            FinalNorm = Norm("ln_f"),
            Head = config.Flag("tie_word_embeddings", true) ? null : new Linear(Matrix.OutFirst(source.Take("lm_head.weight", shape.Vocabulary, d)), null),
        };
    }

    private static DecoderShape ReadShape(ModelConfig config, string path)
    {
        int hidden = config.Size("n_embd");
        int heads = config.Size("n_head");
        if (hidden % heads != 0)
        {
            throw new InvalidDataException($"{path}: \"n_embd\" {hidden} is not a multiple of \"n_head\" {heads}.");
        }

        return new DecoderShape
        {
            Family = DecoderFamily.Gpt2,
            Layers = config.Size("n_layer"),
            Hidden = hidden,
            Heads = heads,
            KeyValueHeads = heads,
            HeadSize = hidden / heads,
            Inner = config.Size("n_inner", checked(4 * hidden)),
            Vocabulary = config.Size("vocab_size"),
            Context = config.Size("n_positions", 1024),
            NormEpsilon = (float)config.Number("layer_norm_epsilon", 1e-5),
            Activation = HuggingFaceFolder.ActivationOf(config.Text("activation_function", "gelu_new"), path),
            ScaleAttention = config.Flag("scale_attn_weights", true),
            ScaleByLayer = config.Flag("scale_attn_by_inverse_layer_idx", false),
        };
    }
}
