using System.Text;

namespace LanguageModeling.Tests;

/// <summary>Small files in a folder of their own.</summary>
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

    /// <summary>
    /// h 0, e 1, l 2, o 3, " " 4, he 5, ll 6, hell 7, hello 8, " hello" 9; hello 8 and " hello" 9 come of merges in this order. The other 251 bytes follow.
    /// </summary>
    public PipelineTokenizer ReadTiktoken()
    {
        string[] tokens = ["h", "e", "l", "o", " ", "he", "ll", "hell", "hello", " hello"];
        return TokenizerLoader.Load(Write("tiny.tiktoken", Tiktoken(tokens)));
    }

    /// <summary>A .tiktoken file of these tokens, ids from 0, and the bytes that are none of them.</summary>
    public static string Tiktoken(params string[] tokens)
    {
        byte[][] all = [.. tokens.Select(Encoding.UTF8.GetBytes)];
        IEnumerable<byte[]> others = Enumerable.Range(0, 256).Select(b => new[] { (byte)b }).Where(one => !all.Any(token => token.SequenceEqual(one)));
        return string.Concat(all.Concat(others).Select((token, id) => $"{Convert.ToBase64String(token)} {id}\n"));
    }
}
