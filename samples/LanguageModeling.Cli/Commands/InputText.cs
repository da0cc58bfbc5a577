using System.CommandLine;
using System.IO.Compression;

namespace LanguageModeling.Cli.Commands;

/// <summary>Text that a command reads: files, or standard input.</summary>
internal static class InputText
{
    /// <summary>One file, or standard input.</summary>
    public static Argument<string> CreateFile() => new("FILE")
    {
        Description = "UTF-8 text, a line each, plain or gzip; - or nothing is standard input.",
        DefaultValueFactory = _ => "-",
    };

    /// <summary>What to do with bytes that are no text.</summary>
    public static Option<bool> CreateReplaceInvalid() => new("--replace-invalid")
    {
        Description = "Replace bytes that are not UTF-8 by U+FFFD instead of stopping at them.",
    };

    /// <summary>The lines of a file.</summary>
    /// <param name="path">The file; - is standard input.</param>
    /// <param name="replaceInvalid">Whether bytes that are not UTF-8 are replaced.</param>
    /// <exception cref="InvalidDataException">The path is a folder; or, on enumeration, the file is not UTF-8 text.</exception>
    public static IEnumerable<string> ReadLines(string path, bool replaceInvalid)
    {
        var options = new TextReadingOptions { ReplaceInvalid = replaceInvalid };
        if (path == "-")
        {
            return TextLines.Read(Console.OpenStandardInput(), options);
        }

        RequireFile(path);
        return TextLines.Read(path, options);
    }

    /// <summary>Opens a file for reading, unpacked when it is gzip; - is standard input, as it is.</summary>
    public static Stream Open(string path)
    {
        if (path == "-")
        {
            return Console.OpenStandardInput();
        }

        RequireFile(path);
        FileStream file = File.OpenRead(path);
        bool packed = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B; // gzip's first bytes
        file.Position = 0;
        return packed ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    /// <summary>Refuses what is not a file.</summary>
    public static void RequireFile(string path)
    {
        if (Directory.Exists(path))
        {
            throw new InvalidDataException($"{path} is a folder. Name a file.");
        }

        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"{path} does not exist. Check the spelling and the current folder.", path);
        }
    }
}
