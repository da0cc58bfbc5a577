using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;

namespace LanguageModeling.Tests.Goldens;

/// <summary>Models and scores made by KenLM, in a folder that may lie beside the repository: <c>shared/goldens/ngram</c>. Tests skip without it.</summary>
internal static class SharedGoldens
{
    private const string Absent = "(no goldens)";

    private static readonly string? Folder = FindFolder();

    /// <summary>Names of the models in MANIFEST.tsv; one stand-in when there is no folder, so that the tests report themselves as skipped.</summary>
    public static IEnumerable<object[]> Models => Folder is null
        ? [[Absent]]
        : File.ReadLines(Path.Combine(Folder, "MANIFEST.tsv")).Skip(1).Select(line => new object[] { line.Split('\t')[0] });

    /// <summary>Names of the files of scores.</summary>
    public static IEnumerable<object[]> Queries => Folder is null
        ? [[Absent]]
        : Directory.EnumerateFiles(Path.Combine(Folder, "query")).Order(StringComparer.Ordinal).Select(file => new object[] { Path.GetFileName(file) });

    /// <summary>Reads a file of the folder, unpacked when only a packed form is there.</summary>
    public static byte[] Read(string name)
    {
        string path = PathOf(name);
        if (File.Exists(path))
        {
            return File.ReadAllBytes(path);
        }

        using var packed = new GZipStream(File.OpenRead(path + ".gz"), CompressionMode.Decompress);
        var bytes = new MemoryStream();
        packed.CopyTo(bytes);
        return bytes.ToArray();
    }

    public static string PathOf(string name)
    {
        if (Folder is null)
        {
            Assert.Inconclusive("The folder shared/goldens/ngram with KenLM's models is not beside the repository.");
        }

        return Path.Combine(Folder, name);
    }

    /// <summary>The command that made a model, as options, and its input.</summary>
    public static (string Input, NgramOptions Options) Command(string model)
    {
        string line = File.ReadLines(PathOf("MANIFEST.tsv")).Single(line => line.StartsWith(model + "\t", StringComparison.Ordinal));
        string[] words = line.Split('\t')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var options = new NgramOptions();
        string input = "";
        for (int i = 1; i < words.Length; i++)
        {
            string[] values = [.. words.Skip(i + 1).TakeWhile(word => char.IsAsciiDigit(word[0]))];
            switch (words[i])
            {
                case "-o":
                    options = options with { Order = int.Parse(values[0], CultureInfo.InvariantCulture) };
                    break;
                case "--interpolate_unigrams":
                    options = options with { InterpolateUnigrams = values[0] != "0" };
                    break;
                case "--prune":
                    options = options with { PruningThresholds = [.. values.Select(value => long.Parse(value, CultureInfo.InvariantCulture))] };
                    break;
                case "--discount_fallback":
                    options = options with
                    {
                        DiscountFallback = values.Length == 0
                            ? NgramOptions.UsualDiscountFallback
                            : [.. values.Select(value => float.Parse(value, CultureInfo.InvariantCulture))],
                    };
                    break;
                case "<":
                    input = words[i + 1];
                    return (input, options);
                default:
                    Assert.Fail($"The tests do not know the option {words[i]} of {model}.");
                    break;
            }

            i += values.Length;
        }

        throw new InvalidDataException($"{model}: the command names no input.");
    }

    private static string? FindFolder([CallerFilePath] string source = "")
    {
        foreach (string start in (string[])[AppContext.BaseDirectory, source])
        {
            for (string? folder = Path.GetDirectoryName(start); folder is not null; folder = Path.GetDirectoryName(folder))
            {
                string candidate = Path.Combine(folder, "shared", "goldens", "ngram");
                if (Directory.Exists(candidate))
                {
                    return candidate;
                }
            }
        }

        return null;
    }
}
