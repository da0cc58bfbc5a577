using LanguageModeling.Files;

namespace LanguageModeling.Tokenizers;

/// <summary>The files that a tokenizer is read from, by name.</summary>
/// <param name="Files">Contents by file name.</param>
/// <param name="Main">Name of the file with the vocabulary.</param>
/// <param name="Options">What the files do not tell.</param>
/// <param name="Folder">Where the files were, for messages.</param>
internal sealed record TokenizerSource(IReadOnlyDictionary<string, byte[]> Files, string Main, TokenizerLoadOptions Options, string Folder)
{
    private const int FormatVersion = 1;
    private const int MaxFiles = 64;

    private static ReadOnlySpan<byte> Magic => "LMTOKSRC"u8;

    /// <summary>A file with its name for messages, or null when it is not there.</summary>
    public (byte[] Content, string Source)? Find(string name)
        => Files.TryGetValue(name, out byte[]? content) ? (content, Folder.Length == 0 ? name : Path.Combine(Folder, name)) : null;

    /// <summary>A JSON file, or null when it is not there.</summary>
    public JsonPart? FindJson(string name) => Find(name) is { } file ? JsonPart.Parse(file.Content, file.Source) : null;

    public static TokenizerSource Load(Stream stream)
    {
        var reader = new BinaryModelReader(stream, Magic, FormatVersion, "tokenizer");
        string main = reader.ReadString();
        int pattern = reader.ReadInt32(-1, Enum.GetValues<TiktokenPattern>().Length - 1, "a pattern");
        bool parseSpecial = reader.ReadBoolean();
        bool hasParseSpecial = reader.ReadBoolean();
        var files = new Dictionary<string, byte[]>();
        for (int left = reader.ReadInt32(0, MaxFiles, "a number of files"); left > 0; left--)
        {
            string name = reader.ReadString();
            files[name] = reader.ReadAll<byte>(reader.ReadInt32(0, int.MaxValue, "a length"));
        }

        reader.Complete();
        var options = new TokenizerLoadOptions
        {
            Pattern = pattern < 0 ? null : (TiktokenPattern)pattern,
            ParseSpecialTokens = hasParseSpecial ? parseSpecial : null,
        };
        return new TokenizerSource(files, main, options, "");
    }

    public void Save(Stream stream)
    {
        var writer = new BinaryModelWriter(stream, Magic, FormatVersion);
        writer.Write(Main);
        writer.Write(Options.Pattern is { } pattern ? (int)pattern : -1);
        writer.Write(Options.ParseSpecialTokens ?? false);
        writer.Write(Options.ParseSpecialTokens is not null);
        writer.Write(Files.Count);
        foreach ((string name, byte[] content) in Files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            writer.Write(name);
            writer.Write(content.Length);
            writer.WriteAll<byte>(content);
        }

        writer.Complete();
    }
}
