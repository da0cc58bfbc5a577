using System.Globalization;

namespace LanguageModeling.Tests;

/// <summary>Files that KenLM made, kept beside the repository; a test that needs them is skipped where they are absent.</summary>
internal static class SharedGoldens
{
    /// <summary>The path of a file, or the end of the test as inconclusive.</summary>
    public static string PathOf(string name)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "shared", "goldens", "ngram", name);
            if (File.Exists(path))
            {
                return path;
            }
        }

        Assert.Inconclusive($"shared/goldens/ngram/{name} is not beside the repository.");
        return "";
    }

    /// <summary>The number on the line that begins with a label.</summary>
    public static double NumberAfter(string label, IEnumerable<string> lines)
        => double.Parse(lines.Single(line => line.StartsWith(label, StringComparison.Ordinal))[label.Length..], CultureInfo.InvariantCulture);
}
