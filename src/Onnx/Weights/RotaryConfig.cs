namespace LanguageModeling.Weights;

/// <summary>Reads how a <c>config.json</c> wants rotary positions: <c>rope_theta</c> and <c>rope_scaling</c>, or both in <c>rope_parameters</c>.</summary>
internal static class RotaryConfig
{
    private const string First = "original_max_position_embeddings"; // tokens of the first training

    // What each kind is told by; whatever else there is would be passed over, and is refused.
    private static readonly Dictionary<string, string[]> Known = new()
    {
        ["default"] = [First],
        ["linear"] = ["factor", First],
        ["dynamic"] = ["factor", First],
        ["llama3"] = ["factor", "low_freq_factor", "high_freq_factor", First],
        ["yarn"] = ["factor", "beta_fast", "beta_slow", "attention_factor", "mscale", "mscale_all_dim", "truncate", First],
        ["longrope"] = ["factor", "short_factor", "long_factor", "attention_factor", First],
    };

    /// <summary>Reads them.</summary>
    /// <param name="config">The whole file.</param>
    /// <param name="headSize">Numbers of a head.</param>
    /// <exception cref="NotSupportedException">They are of a kind, or have a setting, that is not known; the message names it.</exception>
    /// <exception cref="InvalidDataException">A value is missing or cannot be.</exception>
    public static RotarySettings Read(ModelConfig config, int headSize)
    {
        ModelConfig? scaling = config.Part("rope_parameters") ?? config.Part("rope_scaling");
        double theta = scaling?.Number("rope_theta", double.NaN) is { } own && !double.IsNaN(own) ? own : config.Number("rope_theta", 10000);
        int size = SizeOf(config, scaling, headSize);
        var rotary = new RotarySettings(theta > 0 ? theta : throw new InvalidDataException($"{config.Path}: \"rope_theta\" is {theta}, but must be positive."))
        {
            Size = size == headSize ? null : size,
        };
        if (scaling is null)
        {
            return rotary;
        }

        string kind = KindOf(config, scaling);
        Check(config.Path, kind, scaling);
        double Part(string name, double otherwise = double.NaN) => scaling.Number(name, otherwise) is var value and > 0
            ? value : throw new InvalidDataException($"{config.Path}: rope scaling \"{kind}\" needs a positive \"{name}\".");

        return kind switch
        {
            "linear" => rotary with { LinearFactor = Part("factor") },
            "llama3" => rotary with { Llama3 = new Llama3Scaling(Part("factor"), Part("low_freq_factor", 1), Part("high_freq_factor", 4), Part(First, 8192)) },
            "yarn" => rotary with { Yarn = ReadYarn() },
            "longrope" => rotary with { LongRope = ReadLongRope() },
            _ => rotary, // "dynamic" changes the base beyond the context of the training only, which no graph here goes beyond
        };

        YarnScaling ReadYarn()
        {
            double most = config.Size("max_position_embeddings");
            double first = Part(First, most);
            double factor = Part("factor", most / first);
            double numerator = scaling.Number("mscale", 0);
            double denominator = scaling.Number("mscale_all_dim", 0);
            double magnitude = numerator == 0 || denominator == 0
                ? YarnScaling.Magnitude(factor, 1) : YarnScaling.Magnitude(factor, numerator) / YarnScaling.Magnitude(factor, denominator);
            return new YarnScaling(factor, first, Part("beta_fast", 32), Part("beta_slow", 1), Part("attention_factor", magnitude)) { Truncates = scaling.Flag("truncate", true) };
        }

        LongRopeScaling ReadLongRope()
        {
            double most = config.Size("max_position_embeddings");
            double first = Part(First, config.Number(First, most));
            double factor = first == most ? Part("factor", 1) : most / first;
            return new LongRopeScaling(Factors("short_factor"), Factors("long_factor"), first, Part("attention_factor", LongRopeScaling.Magnitude(factor, first)));
        }

        double[] Factors(string name)
        {
            double[] factors = scaling.Numbers(name) ?? [];
            return factors.Length == size / 2 && Array.TrueForAll(factors, factor => factor > 0) ? factors : throw new InvalidDataException(
                $"{config.Path}: rope scaling \"{kind}\" needs \"{name}\", {size / 2} positive numbers: one for each pair that turns.");
        }
    }

    private static int SizeOf(ModelConfig config, ModelConfig? scaling, int headSize)
    {
        const string Name = "partial_rotary_factor";
        int size = (int)(headSize * (scaling?.Number(Name, double.NaN) is { } own && !double.IsNaN(own) ? own : config.Number(Name, 1)));
        return size > 0 && size <= headSize && size % 16 == 0 ? size : throw new NotSupportedException(
            $"{config.Path}: with this \"{Name}\", {size} of a head's {headSize} numbers turn, which is not supported; multiples of 16 are.");
    }

    // Phi-3's first configurations called it by other names.
    private static string KindOf(ModelConfig config, ModelConfig scaling)
    {
        string kind = scaling.Text("rope_type", scaling.Text("type", "default"));
        return kind is "su" or "yarn" && config.Text("model_type", "") == "phi3" ? "longrope" : kind;
    }

    private static void Check(string path, string kind, ModelConfig scaling)
    {
        if (!Known.TryGetValue(kind, out string[]? known))
        {
            throw new NotSupportedException($"{path}: rope scaling \"{kind}\" is not supported; {string.Join(", ", Known.Keys)} are.");
        }

        if (scaling.Names.Except([.. known, "rope_type", "type", "rope_theta", "partial_rotary_factor"]).FirstOrDefault() is { } other)
        {
            throw new NotSupportedException($"{path}: rope scaling \"{kind}\" with \"{other}\" is not supported.");
        }
    }
}
