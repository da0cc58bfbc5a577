using System.Text.Json;

namespace LanguageModeling.Folders;

/// <summary>Reads the settings for generation that a model comes with, like to like.</summary>
internal static class GenerationSettings
{
    /// <summary>Settings of <c>generation_config.json</c>, or of the part "search" of <c>genai_config.json</c>; null if neither sets anything.</summary>
    /// <param name="generation">The former.</param>
    /// <param name="search">The latter.</param>
    /// <param name="ends">Tokens that end a text; those after the first become stop tokens.</param>
    /// <exception cref="InvalidDataException">A setting is out of its range.</exception>
    public static GenerationOptions? Read(JsonElement? generation, JsonElement? search, IReadOnlyList<int> ends)
    {
        if (generation is null && search is null)
        {
            return null;
        }

        double? Real(string name) => generation.Real(name) ?? search.Real(name);
        int? Number(string name) => generation.Number(name) ?? search.Number(name);
        var defaults = new GenerationOptions();
        bool sample = generation.Flag("do_sample") ?? search.Flag("do_sample") ?? false; // both programs are greedy unless told otherwise
        int beams = Number("num_beams") ?? 1;
        int most = Number("max_new_tokens") ?? defaults.MaximumTokens;
        var options = new GenerationOptions
        {
            MaximumTokens = most,
            MinimumTokens = Math.Min(Number("min_new_tokens") ?? 0, most),
            Temperature = sample ? Real("temperature") ?? 1 : 0,
            TopK = sample ? Number("top_k") ?? 0 : 0,
            TopP = sample ? Real("top_p") ?? 1 : 1,
            MinP = sample ? Real("min_p") ?? 0 : 0,
            TypicalP = sample ? Real("typical_p") ?? 1 : 1,
            RepetitionPenalty = Real("repetition_penalty") ?? 1,
            NoRepeatNgramSize = Number("no_repeat_ngram_size") ?? 0,
            Beams = sample ? 1 : beams,
            LengthPenalty = Real("length_penalty") ?? 1,
            StopTokens = [.. ends.Skip(1)],
        };
        try
        {
            options.Validate();
            return options;
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"The settings for generation beside the model cannot be: {e.Message} Mend generation_config.json or genai_config.json.", e);
        }
    }
}
