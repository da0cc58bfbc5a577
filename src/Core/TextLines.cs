using LanguageModeling.Text;

namespace LanguageModeling;

/// <summary>Reads text files line by line: UTF-8, plain or packed by gzip.</summary>
/// <remarks>
/// LF or CRLF ends a line; the last line may lack it. Lines may be empty, hold NUL characters, and be as long as a string can be. Reading is
/// lazy: the file is opened when the lines are enumerated, and no more is held than a buffer and a line.
/// </remarks>
public static class TextLines
{
    /// <summary>Reads the lines of a file. Each enumeration opens the file again.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <exception cref="InvalidDataException">On enumeration: the file is not UTF-8 text, or is damaged gzip.</exception>
    public static IEnumerable<string> Read(string path, TextReadingOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return ReadFile(path, options ?? new TextReadingOptions());
    }

    /// <summary>Reads the lines of a stream, once.</summary>
    /// <param name="stream">Read from its position to its end; left open. It may be unable to seek.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <inheritdoc cref="Read(string, TextReadingOptions?)" path="/exception"/>
    public static IEnumerable<string> Read(Stream stream, TextReadingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return ReadStream(stream, (stream as FileStream)?.Name ?? "Input", options ?? new TextReadingOptions());
    }

    private static IEnumerable<string> ReadFile(string path, TextReadingOptions options)
    {
        // The line reader has its own buffer.
        using var stream = new FileStream(path, new FileStreamOptions { BufferSize = 0, Options = FileOptions.SequentialScan });
        foreach (string line in ReadStream(stream, path, options))
        {
            yield return line;
        }
    }

    private static IEnumerable<string> ReadStream(Stream stream, string name, TextReadingOptions options)
    {
        using var reader = new Utf8LineReader(stream, name, options);
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
