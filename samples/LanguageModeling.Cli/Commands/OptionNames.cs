using System.Text.RegularExpressions;

namespace LanguageModeling.Cli.Commands;

/// <summary>Messages of the library name its settings; on the command line these have other names.</summary>
internal static partial class OptionNames
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        [nameof(TextReadingOptions.ReplaceInvalid)] = "--replace-invalid",
        [nameof(NgramOptions.Order)] = "--order",
        [nameof(NgramOptions.DiscountFallback)] = "--discount-fallback",
        [nameof(NgramOptions.SkipSymbols)] = "--skip-symbols",
        [nameof(NgramOptions.AddK)] = "--k",
        [nameof(NgramOptions.PruningThresholds)] = "--prune",
        [nameof(NgramOptions.BackoffFactor)] = "--alpha",
        [nameof(NgramOptions.VocabularyPad)] = "--vocab-pad",
        [nameof(NgramSmoothing.WittenBell)] = "witten-bell",
        [nameof(NgramSmoothing.ModifiedKneserNey)] = "mkn",
        [nameof(NgramOptions.InterpolateUnigrams)] = "--interpolate-unigrams",
        [nameof(NgramPruningOptions.EntropyThreshold)] = "--entropy",
        [nameof(NgramPruningOptions.WeightedDifferenceThreshold)] = "--weighted-difference",
        [nameof(NgramPruningOptions.TokenCount)] = "--tokens",
        [nameof(NgramPruningOptions.MinimumOrder)] = "--min-order",
        [nameof(CacheOptions.Decay)] = "--cache-decay",
        [nameof(NgramOptions.MemoryLimit)] = "--memory",
        [nameof(NgramOptions.HeldOutInterval)] = "--held-out-interval",
        [nameof(Word2VecOptions.Dimension)] = "--dim",
        [nameof(Word2VecOptions.Window)] = "--window",
        [nameof(Word2VecOptions.NegativeSamples)] = "--negative",
        [nameof(Word2VecOptions.NoiseExponent)] = "--noise-exponent",
        [nameof(Word2VecOptions.SubsamplingThreshold)] = "--sample",
        [nameof(Word2VecOptions.MinimumCount)] = "--min-count",
        [nameof(Word2VecOptions.MaximumVocabularySize)] = "--max-vocab",
        [nameof(Word2VecOptions.Epochs)] = "--epochs",
        [nameof(Word2VecOptions.LearningRate)] = "--alpha",
        [nameof(Word2VecOptions.FinalLearningRate)] = "--final-alpha",
        [nameof(Word2VecOptions.MinimumCharacters)] = "--minn",
        [nameof(Word2VecOptions.MaximumCharacters)] = "--maxn",
        [nameof(Word2VecOptions.Buckets)] = "--bucket",
        [nameof(Word2VecOptions.Threads)] = "--threads",
        [nameof(Word2VecOptions.Architecture)] = "--model",
        [nameof(Word2VecOptions.Objective)] = "--loss",
        [nameof(PhraseOptions.Threshold)] = "--threshold",
        [nameof(PhraseOptions.Passes)] = "--passes",
        [nameof(PhraseOptions.Separator)] = "--separator",
        [nameof(WordVectorReadingOptions.KeepFirstOfDuplicates)] = "--keep-first",
        [nameof(WordVectorReadingOptions.MaximumCount)] = "--top",
        [nameof(OnnxModelOptions.Codec)] = "--ids",
        [nameof(OnnxBuildOptions.Precision)] = "--precision",
        [nameof(OnnxBuildOptions.Device)] = "--device",
        [nameof(OnnxBuildOptions.BlockSize)] = "--block-size",
        [nameof(OnnxBuildOptions.ContextLength)] = "--context",
        [nameof(ArpaReadingOptions.ClampPositiveLogProbabilities)] = "--clamp-positive",
        [nameof(NgramFileOptions.ProbabilityBits)] = "--quantize-probabilities",
        [nameof(NgramFileOptions.BackoffBits)] = "--quantize-backoffs",
        [nameof(NgramTrainingFiles.ModelOptions)] = "--format and --quantize-…",
        [nameof(GenerationOptions.MaximumTokens)] = "--max-tokens",
        [nameof(GenerationOptions.MinimumTokens)] = "--min-tokens",
        [nameof(GenerationOptions.Temperature)] = "--temperature",
        [nameof(GenerationOptions.TopK)] = "--top-k",
        [nameof(GenerationOptions.TopP)] = "--top-p",
        [nameof(GenerationOptions.MinP)] = "--min-p",
        [nameof(GenerationOptions.TypicalP)] = "--typical-p",
        [nameof(GenerationOptions.RepetitionPenalty)] = "--repetition-penalty",
        [nameof(GenerationOptions.FrequencyPenalty)] = "--frequency-penalty",
        [nameof(GenerationOptions.PresencePenalty)] = "--presence-penalty",
        [nameof(GenerationOptions.NoRepeatNgramSize)] = "--no-repeat-ngram",
        [nameof(GenerationOptions.StopStrings)] = "--stop",
        [nameof(GenerationOptions.Beams)] = "--beams",
        [nameof(GenerationOptions.LengthPenalty)] = "--length-penalty",
        [nameof(GenerationOptions.ResultCount)] = "--count",
        [nameof(TokenizerTrainingOptions.VocabularySize)] = "--vocab-size",
        [nameof(TokenizerTrainingOptions.MinimumFrequency)] = "--min-frequency",
        [nameof(TokenizerTrainingOptions.AlphabetLimit)] = "--limit-alphabet",
        [nameof(TokenizerTrainingOptions.CharacterCoverage)] = "--character-coverage",
        [nameof(TokenizerTrainingOptions.MaximumTokenLength)] = "--max-token-length",
        [nameof(TokenizerTrainingOptions.SeedSize)] = "--seed-size",
        [nameof(TokenizerTrainingOptions.ShrinkingFactor)] = "--shrinking-factor",
    };

    /// <summary>Puts the names of options for those of settings, except in "Order 1" and "AddK smoothing", which are no settings.</summary>
    public static string Replace(string message)
        => Word().Replace(message, word => Names.GetValueOrDefault(word.Value, word.Value));

    [GeneratedRegex(@"\b[A-Z][A-Za-z]+\b(?! [0-9]+:)(?<!\bAddK(?= smoothing))")]
    private static partial Regex Word();
}
