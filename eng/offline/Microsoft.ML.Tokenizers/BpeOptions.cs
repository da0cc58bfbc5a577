using System.Text.Json;

namespace Microsoft.ML.Tokenizers;

/// <summary>What a <see cref="BpeTokenizer"/> is made from.</summary>
public sealed class BpeOptions
{
    public BpeOptions(IEnumerable<KeyValuePair<string, int>> vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        Vocabulary = vocabulary;
    }

    public BpeOptions(string vocabFile, string? mergesFile = null)
    {
        ArgumentNullException.ThrowIfNull(vocabFile);
        using (Stream vocabulary = Open(vocabFile, "vocabulary"))
        {
            Vocabulary = JsonSerializer.Deserialize<Dictionary<string, int>>(vocabulary)
                ?? throw new InvalidOperationException($"The content of the vocabulary file '{vocabFile}' is not valid.");
        }

        if (mergesFile is not null)
        {
            using Stream merges = Open(mergesFile, "merges");
            Merges = BpeFiles.ReadMerges(merges, (line, number) => throw new InvalidOperationException($"Invalid merge file format at line: {number}"));
        }
    }

    public IEnumerable<KeyValuePair<string, int>> Vocabulary { get; }

    public IEnumerable<string>? Merges { get; set; }

    public IReadOnlyDictionary<string, int>? SpecialTokens { get; set; }

    public Normalizer? Normalizer { get; set; }

    public PreTokenizer? PreTokenizer { get; set; }

    public string? UnknownToken { get; set; }

    public bool FuseUnknownTokens { get; set; }

    public string? ContinuingSubwordPrefix { get; set; }

    public string? EndOfWordSuffix { get; set; }

    public bool ByteLevel { get; set; }

    public string? BeginningOfSentenceToken { get; set; }

    public string? EndOfSentenceToken { get; set; }

    private static FileStream Open(string path, string what)
        => File.Exists(path) ? File.OpenRead(path) : throw new ArgumentException($"Could not find the {what} file '{path}'.");
}
