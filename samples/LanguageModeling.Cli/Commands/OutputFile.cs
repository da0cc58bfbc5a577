namespace LanguageModeling.Cli.Commands;

/// <summary>Files that commands write.</summary>
internal static class OutputFile
{
    /// <summary>Refuses what could not be written in the end; called before long work, which would be lost.</summary>
    public static void Require(string path)
    {
        if (Directory.Exists(path))
        {
            throw new InvalidDataException($"{path} is a folder. Name a file.");
        }

        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"{path}: the folder {folder} does not exist. Make it, or name another.");
        }

        using var probe = new UnfinishedFile(path); // in a folder that cannot be written, this fails
    }

    /// <summary>Writes text, in UTF-8, to a file that appears only when it is complete: until then, what was there can be read.</summary>
    public static void Write(string path, Action<TextWriter> write)
    {
        Require(path);
        using var file = new UnfinishedFile(path);
        using (var writer = new StreamWriter(file.Content) { NewLine = "\n" })
        {
            write(writer);
        }

        file.Finish();
    }
}
