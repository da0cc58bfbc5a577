using LanguageModeling.Graphs;

namespace LanguageModeling.Weights;

/// <summary>GPT-2's weights out of an ONNX model that another tool exported, plain or fused.</summary>
internal static class ExportedGpt2
{
    private const int LinearsPerLayer = 4; // queries, keys and values packed; attention's output; two of the MLP
    private const string Cure = "Only GPT-2's architecture, and Llama's with its config.json beside it, are read from ONNX; build from the safetensors files of the model instead.";

    /// <summary>Reads the weights of a model.</summary>
    /// <param name="graph">Its graph.</param>
    /// <param name="config">Tells what the graph does not; null when there is none.</param>
    /// <param name="path">Its file, for messages.</param>
    /// <exception cref="NotSupportedException">The graph is not GPT-2's, or is quantised.</exception>
    /// <exception cref="InvalidDataException">The weights do not fit together.</exception>
    public static DecoderWeights Read(OnnxGraph graph, ModelConfig? config, string path)
    {
        var parts = new ExportedParts(graph, path);
        int layers = (parts.Norms.Count - 1) / 2;
        if (parts.Tokens is null || parts.Positions is null || layers < 1 || parts.Norms.Count != 2 * layers + 1 || parts.Linears.Count != LinearsPerLayer * layers + 1)
        {
            throw new NotSupportedException(
                $"{path} is not a GPT-2 with a head: it has {(parts.Tokens is null ? "no" : "a")} table of tokens, {(parts.Positions is null ? "no" : "a")} table of positions, "
                + $"{parts.Norms.Count} normalisations with scale and bias, {parts.Linears.Count} linear layers. {Cure}");
        }

        DecoderShape shape = ReadShape(graph, parts, layers, config, path);
        var weights = new DecoderWeights
        {
            Shape = shape,
            Embedding = Weight.Of(parts.Tokens),
            Positions = Weight.Of(parts.Positions),
            Layers =
            [
                .. Enumerable.Range(0, layers).Select(i => new DecoderLayer
                {
                    AttentionNorm = parts.Norms[2 * i],
                    QueryKeyValue = parts.Linears[LinearsPerLayer * i],
                    AttentionOutput = parts.Linears[LinearsPerLayer * i + 1],
                    MlpNorm = parts.Norms[2 * i + 1],
                    Up = parts.Linears[LinearsPerLayer * i + 2],
                    Down = parts.Linears[LinearsPerLayer * i + 3],
                }),
            ],
            FinalNorm = parts.Norms[^1],
            Head = parts.Linears[^1].Matrix.Name == parts.Tokens.Name ? null : parts.Linears[^1],
        };
        Check(weights, path);
        return weights;
    }

    private static DecoderShape ReadShape(OnnxGraph graph, ExportedParts parts, int layers, ModelConfig? config, string path)
    {
        int hidden = (int)parts.Tokens!.Dims[1];
        int heads = parts.Heads ?? HeadsOfCache(graph) ?? config?.Size("n_head")
            ?? throw new InvalidDataException($"{path} does not tell how many heads it has. Put the config.json of the model beside it.");
        return hidden % heads != 0 ? throw new InvalidDataException($"{path}: a width of {hidden} does not go into {heads} heads.") : new DecoderShape
        {
            Family = DecoderFamily.Gpt2,
            Layers = layers,
            Hidden = hidden,
            Heads = heads,
            KeyValueHeads = heads,
            HeadSize = hidden / heads,
            Inner = parts.Linears[2].Matrix.Out,
            Vocabulary = (int)parts.Tokens.Dims[0],
            Context = (int)parts.Positions!.Dims[0],
            NormEpsilon = parts.NormEpsilon ?? (float)(config?.Number("layer_norm_epsilon", 1e-5) ?? 1e-5),
            Activation = parts.Activation ?? throw new NotSupportedException($"{path} has none of GPT-2's activations (Tanh, FastGelu, Gelu, Erf, Relu). {Cure}"),
            ScaleAttention = config?.Flag("scale_attn_weights", true) ?? true,
            ScaleByLayer = config?.Flag("scale_attn_by_inverse_layer_idx", false) ?? false,
        };
    }

    // past_key_values.0.key [B, heads, P, H]; past_0 [2, B, heads, P, H]
    private static int? HeadsOfCache(OnnxGraph graph)
    {
        IReadOnlyList<OnnxDim>? dims = graph.Inputs.Find(input => input.Name.StartsWith("past", StringComparison.Ordinal))?.Dims;
        long heads = dims?.Count is 4 or 5 ? dims[dims.Count - 3].Size : -1;
        return heads is > 0 and < int.MaxValue ? (int)heads : null;
    }

    private static void Check(DecoderWeights weights, string path)
    {
        DecoderShape shape = weights.Shape;
        int d = shape.Hidden;
        void Expect(string name, long[] dims, params ReadOnlySpan<long> expected)
        {
            if (!dims.AsSpan().SequenceEqual(expected))
            {
                throw new NotSupportedException($"{path}: {name} has the shape [{string.Join(',', dims)}], but GPT-2's is [{string.Join(',', expected.ToArray())}]. {Cure}");
            }
        }

        void ExpectLinear(string name, Linear linear, int input, int output)
        {
            Expect(name, [linear.Matrix.In, linear.Matrix.Out], input, output);
            Expect($"the bias of {name}", linear.Bias?.Dims ?? [], output);
        }

        Expect("the table of positions", weights.Positions!.Dims, shape.Context, d);
        foreach (NormWeights norm in weights.Layers.SelectMany(layer => new[] { layer.AttentionNorm, layer.MlpNorm }).Append(weights.FinalNorm))
        {
            Expect("a normalisation's scale", norm.Scale.Dims, d);
            Expect("a normalisation's bias", norm.Bias!.Dims, d);
        }

        foreach ((int i, DecoderLayer layer) in weights.Layers.Index())
        {
            ExpectLinear($"layer {i}'s attention", layer.QueryKeyValue, d, 3 * d);
            ExpectLinear($"layer {i}'s output of attention", layer.AttentionOutput, d, d);
            ExpectLinear($"layer {i}'s first layer of the MLP", layer.Up, d, shape.Inner);
            ExpectLinear($"layer {i}'s second layer of the MLP", layer.Down, shape.Inner, d);
        }

        if (weights.Head is { } head)
        {
            Expect("the head", [head.Matrix.In, head.Matrix.Out], d, shape.Vocabulary);
        }
    }
}
