namespace LanguageModeling.Tokenizers;

/// <summary>Finds the files of a tokenizer.</summary>
internal static class TokenizerFolder
{
    public const string TokenizerJson = "tokenizer.json";
    public const string ConfigJson = "tokenizer_config.json";
    public const string SpecialTokensJson = "special_tokens_map.json";
    public const string AddedTokensJson = "added_tokens.json";
    public const string VocabularyJson = "vocab.json";
    public const string MergesText = "merges.txt";
    public const string VocabularyText = "vocab.txt";

    // What goes with the vocabulary, the chat template included.
    private static readonly string[] Companions =
        [ConfigJson, SpecialTokensJson, AddedTokensJson, "chat_template.jinja", "chat_template.json"];

    /// <summary>Reads the files at a path.</summary>
    public static TokenizerSource Find(string path, TokenizerLoadOptions options)
    {
        if (Directory.Exists(path))
        {
            string main = FindMain(path);
            return Read(path, main, [main, .. main == VocabularyJson ? [MergesText] : (string[])[], .. Companions], options);
        }

        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no file or folder \"{path}\". Give a tokenizer's folder or one of its files.", path);
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        string name = Path.GetFileName(path);
        return name.EndsWith("vocab.json", StringComparison.Ordinal) ? ReadWithMerges(folder, name, options)
            : name == MergesText ? throw new InvalidDataException($"{path}: merges alone are no vocabulary. Give the vocab.json beside it.")
            : Read(folder, name, [name], options);
    }

    /// <summary>Whether a file is a SentencePiece model, by its name.</summary>
    public static bool IsSentencePiece(string name) => Path.GetExtension(name) is ".model" or ".spm";

    private static string FindMain(string folder)
    {
        string[] names = [.. Directory.GetFiles(folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
        return names.FirstOrDefault(name => name == TokenizerJson)
            ?? names.FirstOrDefault(IsSentencePiece)
            ?? (names.Contains(MergesText) ? names.FirstOrDefault(name => name == VocabularyJson) : null)
            ?? names.FirstOrDefault(name => name == VocabularyText)
            ?? names.FirstOrDefault(name => Path.GetExtension(name) == ".tiktoken")
            ?? throw new FileNotFoundException(
                $"{folder}: expected tokenizer.json, a SentencePiece .model, vocab.json and merges.txt, vocab.txt or a .tiktoken file, "
                + "but found none of them. Give the folder that the tokenizer was saved in.",
                Path.Combine(folder, TokenizerJson));
    }

    // vocab.json and merges.txt, or gpt2-vocab.json and gpt2-merges.txt.
    private static TokenizerSource ReadWithMerges(string folder, string name, TokenizerLoadOptions options)
    {
        string merges = name[..^VocabularyJson.Length] + MergesText;
        if (!File.Exists(Path.Combine(folder, merges)))
        {
            throw new FileNotFoundException(
                $"{Path.Combine(folder, name)}: the merges that go with this vocabulary are missing. Put {merges} beside it.", Path.Combine(folder, merges));
        }

        var files = new Dictionary<string, byte[]>
        {
            [VocabularyJson] = File.ReadAllBytes(Path.Combine(folder, name)),
            [MergesText] = File.ReadAllBytes(Path.Combine(folder, merges)),
        };
        return new TokenizerSource(files, VocabularyJson, options, folder);
    }

    private static TokenizerSource Read(string folder, string main, IEnumerable<string> names, TokenizerLoadOptions options)
    {
        var files = new Dictionary<string, byte[]>();
        foreach (string name in names)
        {
            string path = Path.Combine(folder, name);
            if (name == main || File.Exists(path))
            {
                files[name] = File.ReadAllBytes(path);
            }
        }

        return new TokenizerSource(files, main, options, folder);
    }
}
