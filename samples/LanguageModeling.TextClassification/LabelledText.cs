using LanguageModeling.Cli.Text;

namespace LanguageModeling.TextClassification;

/// <summary>
/// Sentences of the documentation that comes with every .NET SDK; the topic is the assembly that they describe. A few have a topic to learn from, as
/// labels are dear; many others have none, as text is cheap.
/// </summary>
/// <param name="Training">As many of each topic.</param>
/// <param name="Test">As many of each topic.</param>
/// <param name="Unlabelled">Sentences of all assemblies, without those of <paramref name="Test"/>.</param>
internal sealed record LabelledText(IReadOnlyList<LabelledSentence> Training, IReadOnlyList<LabelledSentence> Test, IReadOnlyList<string> Unlabelled)
{
    private const int TestEach = 200;
    private const int ShortestSentence = 6; // words
    private const int MostUnlabelled = 40_000;

    private static readonly string[] Topics =
    [
        "System.Collections", "System.ComponentModel.TypeConverter", "System.Data.Common", "System.Linq.Expressions", "System.Net.Sockets",
        "System.Numerics.Vectors", "System.Reflection.Metadata", "System.Security.Cryptography", "System.Text.Json", "System.Xml.ReaderWriter",
    ];

    /// <summary>Reads the documentation of the SDK on this machine.</summary>
    /// <param name="labelledEach">Training sentences of each topic.</param>
    /// <exception cref="InvalidDataException">The machine has no such documentation.</exception>
    public static LabelledText FromDocumentation(int labelledEach)
    {
        string[] files = [.. ReferencePacks.FindDocumentation().Where(path => path.Contains("Microsoft.NETCore.App.Ref", StringComparison.Ordinal))];
        var random = new Random(1);
        var training = new List<LabelledSentence>();
        var test = new List<LabelledSentence>();
        foreach (string topic in Topics)
        {
            string file = Array.Find(files, path => Path.GetFileNameWithoutExtension(path) == topic)
                ?? throw new InvalidDataException($"No documentation of {topic} was found under the packs folder of a .NET SDK. Install the SDK.");
            LabelledSentence[] sentences = [.. Read([file]).Select(text => new LabelledSentence(topic, text))];
            random.Shuffle(sentences);
            test.AddRange(sentences.Take(TestEach));
            training.AddRange(sentences.Skip(TestEach).Take(labelledEach));
        }

        var heldOut = test.Select(sentence => sentence.Text).ToHashSet(StringComparer.Ordinal);
        string[] unlabelled = [.. Read(files).Where(sentence => !heldOut.Contains(sentence))];
        random.Shuffle(unlabelled);
        return new LabelledText(training, test, [.. unlabelled.Take(MostUnlabelled)]);
    }

    private static IEnumerable<string> Read(IEnumerable<string> files)
        => DocumentationText.ReadSentences(files, ShortestSentence).Select(SplitWords).Distinct(StringComparer.Ordinal);

    /// <summary>Words in lower case with a space between them, so that all see the same ones.</summary>
    private static string SplitWords(string sentence)
    {
        var parts = new List<TextPart>();
        TextSplitter.Words.Split(sentence, parts);
        return string.Join(' ', parts.Select(part => TextSplitter.Words.GetToken(sentence, part).ToLowerInvariant()));
    }
}
