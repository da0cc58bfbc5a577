using LanguageModeling.Cli.Commands;
using LanguageModeling.Cli.Text;

namespace LanguageModeling.Cli.Demo;

/// <summary>The sentences of the demo: nine tenths to train on, every tenth held out.</summary>
/// <param name="Source">What the text is, for people.</param>
/// <param name="Training">Sentences to train on.</param>
/// <param name="HeldOut">Sentences that the model never sees in training.</param>
internal sealed record DemoText(string Source, IReadOnlyList<string> Training, IReadOnlyList<string> HeldOut)
{
    private const int MinimumSentences = 20;

    // Machines with many packs have much more; this much trains in well under a minute.
    private const long MostCharacters = 10_000_000;

    /// <summary>The prose of the .NET SDK's own documentation, which every machine with an SDK has.</summary>
    /// <exception cref="InvalidDataException">This machine has none.</exception>
    public static DemoText FromDocumentation()
    {
        IReadOnlyList<string> files = ReferencePacks.FindDocumentation();
        if (files.Count == 0)
        {
            throw new InvalidDataException("No documentation files were found under the packs folder of a .NET SDK. Name a text file: lm demo FILE");
        }

        long characters = 0;
        return Split(
            $"the documentation that comes with the .NET SDK, {files.Count} files",
            [.. DocumentationText.ReadSentences(files).TakeWhile(sentence => (characters += sentence.Length) <= MostCharacters)]);
    }

    /// <summary>The lines of a file that are not blank.</summary>
    /// <param name="path">UTF-8 text.</param>
    /// <param name="replaceInvalid">Whether bytes that are not UTF-8 are replaced.</param>
    /// <exception cref="InvalidDataException">The file is no text, or too short.</exception>
    public static DemoText FromFile(string path, bool replaceInvalid)
        => Split(path, [.. InputText.ReadLines(path, replaceInvalid).Where(line => !string.IsNullOrWhiteSpace(line))]);

    /// <summary>Holds out every tenth sentence.</summary>
    public static DemoText Split(string source, IReadOnlyList<string> sentences)
        => sentences.Count >= MinimumSentences
            ? new DemoText(source, [.. sentences.Where((_, i) => i % 10 != 9)], [.. sentences.Where((_, i) => i % 10 == 9)])
            : throw new InvalidDataException(
                $"{source} has {sentences.Count} lines with text, too few to train on and test. Name a text of at least {MinimumSentences}.");
}
