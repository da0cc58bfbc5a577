using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using LanguageModeling.Files;

namespace LanguageModeling.Tokenizers;

/// <summary>Reads the vocabulary files of common tokenizers.</summary>
internal static class VocabularyFiles
{
    /// <summary>Reads <c>vocab.json</c>: an object with an id for each token.</summary>
    public static Dictionary<string, int> ReadJson(byte[] content, string source)
    {
        Dictionary<string, int>? vocabulary;
        try
        {
            vocabulary = JsonSerializer.Deserialize<Dictionary<string, int>>(WithoutMark(content));
        }
        catch (JsonException e)
        {
            string seen = Describe(content) is { } kind ? $"The file is {kind}." : e.Message;
            throw new InvalidDataException($"{source}: expected a JSON object that gives each token an id, as in vocab.json. {seen}", e);
        }

        return vocabulary is { Count: > 0 }
            ? vocabulary
            : throw new InvalidDataException(
                $"{source}: expected a JSON object that gives each token an id, but it has no tokens. "
                + "Give the vocab.json of the tokenizer.");
    }

    /// <summary>Reads <c>vocab.txt</c>: a token a line, ids from 0.</summary>
    public static Dictionary<string, int> ReadLines(byte[] content, string source)
    {
        var vocabulary = new Dictionary<string, int>();
        int line = 0;
        foreach (string token in Lines(content, source))
        {
            if (token.Length > 0 && !vocabulary.TryAdd(token, line))
            {
                throw new InvalidDataException(
                    $"{source}, line {line + 1}: the token \"{token}\" is there already, on line {vocabulary[token] + 1}. "
                    + "Give a vocab.txt with a different token on each line.");
            }

            line++;
        }

        return vocabulary.Count > 0 ? vocabulary : throw new InvalidDataException(
            $"{source}: expected a token a line but found none. "
            + "Give the vocab.txt of the tokenizer.");
    }

    /// <summary>Reads a <c>.tiktoken</c> file: the bytes of a token in base64, a space and its id, a token a line.</summary>
    public static Dictionary<string, int> ReadTiktoken(byte[] content, string source)
    {
        var vocabulary = new Dictionary<string, int>();
        int line = 0;
        foreach (string text in Lines(content, source))
        {
            line++;
            if (text.Length == 0)
            {
                continue;
            }

            int space = text.IndexOf(' ', StringComparison.Ordinal);
            var bytes = new byte[text.Length];
            if (space <= 0 || !int.TryParse(text.AsSpan(space + 1), System.Globalization.CultureInfo.InvariantCulture, out int id) || id < 0
                || !Convert.TryFromBase64Chars(text.AsSpan(0, space), bytes, out int length))
            {
                throw new InvalidDataException(
                    $"{source}, line {line}: expected base64, a space and an id but found \"{Shorten(text)}\". "
                    + "Give a .tiktoken file.");
            }

            if (!vocabulary.TryAdd(ByteAlphabet.Spell(bytes.AsSpan(0, length)), id))
            {
                throw new InvalidDataException(
                    $"{source}, line {line}: the token \"{text[..space]}\" is there already. "
                    + "Give a .tiktoken file with different tokens.");
            }
        }

        return vocabulary.Count > 0 ? vocabulary : throw new InvalidDataException($"{source}: expected a token a line but found none. Give a .tiktoken file.");
    }

    /// <summary>Reads <c>merges.txt</c>: two tokens and a space between them a line, the most important first.</summary>
    public static List<string> ReadMerges(byte[] content, string source)
    {
        var merges = new List<string>();
        int line = 0;
        foreach (string text in Lines(content, source))
        {
            line++;
            if (text.Length == 0 || (line == 1 && text.StartsWith("#version", StringComparison.Ordinal)))
            {
                continue;
            }

            int space = text.IndexOf(' ', StringComparison.Ordinal);
            if (space <= 0 || space == text.Length - 1 || text.IndexOf(' ', space + 1) >= 0)
            {
                throw new InvalidDataException(
                    $"Merges of {source}, line {line}: expected two tokens with a space between them but found \"{Shorten(text)}\". "
                    + "Give the tokenizer's merges.txt.");
            }

            merges.Add(text);
        }

        return merges;
    }

    private static IEnumerable<string> Lines(byte[] content, string source)
    {
        if (Describe(content) is { } kind)
        {
            throw new InvalidDataException($"{source}: expected lines of text but found {kind}. Give the plain text file.");
        }

        string text = Encoding.UTF8.GetString(WithoutMark(content));
        return text.Length == 0 ? [] : (text.EndsWith('\n') ? text[..^1] : text).Split('\n').Select(line => line.TrimEnd('\r'));
    }

    private static string? Describe(byte[] content) => FileSignature.Describe(content.AsSpan(0, Math.Min(content.Length, FileSignature.Length)));

    private static ReadOnlySpan<byte> WithoutMark(byte[] content) => content.AsSpan(content.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0);

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
