using System.Globalization;
using System.Text.RegularExpressions;

namespace LanguageModeling.Signatures;

/// <summary>
/// Names of a decoder's inputs and outputs, as exporters write them; what a <c>genai_config.json</c> names comes before them. In a name of
/// the cache, <c>%d</c> stands for the number of the layer.
/// </summary>
internal sealed record GraphNames
{
    private const string LayerMark = "%d";

    /// <summary>The names of Optimum, transformers.js, onnxruntime-genai, ONNX Runtime's transformers tool, and this library.</summary>
    public static GraphNames Default { get; } = new();

    public IReadOnlyList<string> Ids { get; init; } = ["input_ids", "input", "tokens", "ids"];

    public IReadOnlyList<string> Mask { get; init; } = ["attention_mask", "mask"];

    public IReadOnlyList<string> Positions { get; init; } = ["position_ids", "positions"];

    public IReadOnlyList<string> Segments { get; init; } = ["token_type_ids", "segment_ids"];

    public IReadOnlyList<string> SequenceLengths { get; init; } = ["seqlens_k"];

    public IReadOnlyList<string> TotalLength { get; init; } = ["total_sequence_length", "total_seq", "total_seq_len"];

    public IReadOnlyList<string> LogitRows { get; init; } = ["logit_rows"];

    public IReadOnlyList<string> Targets { get; init; } = ["targets"];

    public IReadOnlyList<string> CacheSwitch { get; init; } = ["use_cache_branch"];

    public IReadOnlyList<string> LogitCount { get; init; } = ["num_logits_to_keep", "logits_to_keep"];

    public IReadOnlyList<string> Logits { get; init; } = ["logits", "lm_logits", "output"];

    /// <summary>Outputs with a vector for each token.</summary>
    public IReadOnlyList<string> HiddenStates { get; init; } = ["last_hidden_state", "hidden_states", "token_embeddings"];

    public IReadOnlyList<string> LogProbabilities { get; init; } = ["log_probabilities"];

    public IReadOnlyList<string> PastKey { get; init; } = ["past_key_values.%d.key", "past_key_values.%d.decoder.key", "past_key_%d", "past.%d.key", "past_%d_key"];

    public IReadOnlyList<string> PastValue { get; init; } = ["past_key_values.%d.value", "past_key_values.%d.decoder.value", "past_value_%d", "past.%d.value", "past_%d_value"];

    public IReadOnlyList<string> PastBoth { get; init; } = ["past_%d"];

    public IReadOnlyList<string> PresentKey { get; init; } = ["present.%d.key", "present.%d.decoder.key", "present_key_values.%d.key", "present_key_%d", "present_%d_key"];

    public IReadOnlyList<string> PresentValue { get; init; } = ["present.%d.value", "present.%d.decoder.value", "present_key_values.%d.value", "present_value_%d", "present_%d_value"];

    public IReadOnlyList<string> PresentBoth { get; init; } = ["present_%d"];

    /// <summary>The number of the layer in a name, if it follows one of the patterns.</summary>
    public static int? LayerOf(string name, IReadOnlyList<string> patterns)
    {
        foreach (string pattern in patterns)
        {
            int mark = pattern.IndexOf(LayerMark, StringComparison.Ordinal);
            if (mark < 0)
            {
                continue;
            }

            string expression = $"^{Regex.Escape(pattern[..mark])}([0-9]{{1,5}}){Regex.Escape(pattern[(mark + LayerMark.Length)..])}$";
            Match match = Regex.Match(name, expression, RegexOptions.CultureInvariant);
            if (match.Success)
            {
                return int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            }
        }

        return null;
    }
}
