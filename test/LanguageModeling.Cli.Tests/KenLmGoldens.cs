namespace LanguageModeling.Tests;

/// <summary>What KenLM made of the texts in the tests of the trainers; copied beside this assembly.</summary>
internal static class KenLmGoldens
{
    private static readonly Dictionary<string, string> Commands = File.ReadLines(PathOf("MANIFEST.tsv")).Skip(1)
        .Select(line => line.Split('\t'))
        .ToDictionary(fields => fields[0], fields => fields[1]);

    /// <summary>The names of the models.</summary>
    public static IEnumerable<string> Names => Commands.Keys;

    /// <summary>The path of a file.</summary>
    public static string PathOf(string name) => Path.Combine([AppContext.BaseDirectory, "kenlm", .. name.Split('/')]);

    /// <summary>The arguments of <c>lm ngram train</c> for the command that made a model: its options have the names of those of lmplz, with hyphens.</summary>
    public static IEnumerable<string> TrainingArguments(string name)
    {
        string[] words = Commands[name].Split(' ');
        int border = Array.IndexOf(words, "<"); // lmplz OPTIONS < TEXT
        return [PathOf(words[border + 1]), .. words[1..border].Select(Translate)];
    }

    private static string Translate(string word)
        => word == "-o" ? "--order"
            : word.StartsWith("--", StringComparison.Ordinal) ? word.Replace('_', '-')
            : word.StartsWith("inputs/", StringComparison.Ordinal) ? PathOf(word)
            : word;
}
