using System.CommandLine;

namespace LanguageModeling.Cli.Commands;

/// <summary>The text that a training reads: files, or standard input.</summary>
internal static class TrainingText
{
    /// <summary>Files, or standard input.</summary>
    public static Argument<string[]> CreateFiles() => new("FILE")
    {
        Description = "UTF-8 text, a sentence a line, plain or gzip; - is standard input.",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>Refuses what is not a file, and standard input beside files.</summary>
    public static void Require(string[] paths)
    {
        if (!IsStandardInput(paths))
        {
            if (paths.Contains("-"))
            {
                throw new ArgumentException("Standard input (-) cannot stand beside files. Put them together first: cat FILE - | lm …");
            }

            Array.ForEach(paths, InputText.RequireFile);
        }
    }

    /// <summary>Whether standard input is to be read.</summary>
    public static bool IsStandardInput(string[] paths) => paths is ["-"];
}
