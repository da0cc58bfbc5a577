using System.Text;

namespace LanguageModeling.Tests;

/// <summary>Small vocabulary files of every format, in a folder of their own.</summary>
internal sealed class TokenizerFixture : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("LanguageModeling").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public string Write(string name, string content)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    public string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>h 0, e 1, l 2, o 3, " " 4, he 5, ll 6, hell 7, hello 8, " hello" 9; hello 8 and " hello" 9 come of merges in this order.</summary>
    public FileTokenizer ReadTiktoken(FileTokenizerOptions? options = null)
    {
        string[] tokens = ["h", "e", "l", "o", " ", "he", "ll", "hell", "hello", " hello"];
        string lines = string.Concat(tokens.Select((token, id) => $"{Convert.ToBase64String(Encoding.UTF8.GetBytes(token))} {id}\n"));
        return FileTokenizer.Read(TokenizerFormat.Tiktoken, Write("tiny.tiktoken", lines), options: options);
    }

    /// <summary>The same tokens as <see cref="ReadTiktoken"/> in GPT-2's files; a space is Ġ there.</summary>
    public FileTokenizer ReadByteLevelBpe(FileTokenizerOptions? options = null)
        => FileTokenizer.Read(
            TokenizerFormat.ByteLevelBpe,
            Write("byte-vocab.json", """{"h":0,"e":1,"l":2,"o":3,"Ġ":4,"he":5,"ll":6,"hell":7,"hello":8,"Ġhello":9}"""),
            Write("byte-merges.txt", "#version: 0.2\nh e\nl l\nhe ll\nhell o\nĠ hello\n"),
            options);

    public FileTokenizer ReadBpe()
        => FileTokenizer.Read(
            TokenizerFormat.Bpe,
            Write("vocab.json", """{"[UNK]":0,"h":1,"e":2,"l":3,"o":4,"he":5,"ll":6,"hell":7,"hello":8}"""),
            Write("merges.txt", "h e\nl l\nhe ll\nhell o\n"),
            new FileTokenizerOptions { UnknownToken = "[UNK]" });

    public FileTokenizer ReadWordPiece()
        => FileTokenizer.Read(
            TokenizerFormat.WordPiece, Write("vocab.txt", "[UNK]\nhel\n##lo\nworld\n!\n"), options: new FileTokenizerOptions { Lowercase = true });
}
