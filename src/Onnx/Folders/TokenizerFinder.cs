namespace LanguageModeling.Folders;

/// <summary>Finds and loads the tokenizer beside a model.</summary>
internal static class TokenizerFinder
{
    private static readonly string[] Patterns = ["tokenizer.json", "vocab.json", "vocab.txt", "*.tiktoken", "*.model", "*.spm"];

    /// <summary>Loads the tokenizer; null if there is none.</summary>
    /// <param name="folders">Where to look, in this order.</param>
    /// <param name="vocabularySize">Number of tokens of the model.</param>
    /// <param name="special">Special tokens of the model.</param>
    /// <exception cref="InvalidDataException">The tokenizer is damaged, or belongs to another model.</exception>
    public static TokenizerCodec? TryLoad(IReadOnlyList<string> folders, int vocabularySize, SpecialTokens special)
    {
        if (Find(folders) is not string folder)
        {
            return null;
        }

        PipelineTokenizer tokenizer = TokenizerLoader.Load(folder);
        RequireFit(folder, tokenizer, vocabularySize);
        int size = tokenizer.VocabularySize;
        return new TokenizerCodec(tokenizer, special with
        {
            Unknown = special.Unknown ?? tokenizer.SpecialTokens.Unknown,
            BeginningOfSequence = Within(special.BeginningOfSequence),
            EndOfSequence = Within(special.EndOfSequence),
            Padding = Within(special.Padding),
        });

        int? Within(int? id) => id < size ? id : null;
    }

    /// <summary>The first folder with a tokenizer; null if there is none.</summary>
    public static string? Find(IReadOnlyList<string> folders) => folders.FirstOrDefault(HasTokenizer);

    /// <summary>Refuses a tokenizer with more tokens than the model has.</summary>
    /// <exception cref="InvalidDataException">It belongs to another model.</exception>
    public static void RequireFit(string folder, PipelineTokenizer tokenizer, int vocabularySize)
    {
        if (tokenizer.VocabularySize > vocabularySize)
        {
            throw new InvalidDataException(
                $"The tokenizer in {folder} has {tokenizer.VocabularySize} tokens but the model only {vocabularySize}: it belongs to another model. "
                + $"Put the right one there, or set {nameof(OnnxModelOptions.Codec)}.");
        }
    }

    /// <summary>The files of a folder that a tokenizer's vocabulary can be in.</summary>
    public static IEnumerable<string> FilesIn(string folder) => Patterns.SelectMany(pattern => Directory.EnumerateFiles(folder, pattern));

    private static bool HasTokenizer(string folder) => FilesIn(folder).Any();
}
