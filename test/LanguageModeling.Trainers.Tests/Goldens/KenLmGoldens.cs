using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;

namespace LanguageModeling.Tests.Goldens;

/// <summary>
/// Models and scores made by KenLM: those beside this file, and more in a folder that may lie beside the repository,
/// <c>shared/goldens/ngram</c>. The tests on the latter skip without it.
/// </summary>
internal sealed class KenLmGoldens
{
    private const string Own = "own";
    private const string Shared = "shared";
    private const string Absent = "(none)";

    private static readonly string OwnFolder = Path.Combine(AppContext.BaseDirectory, "Goldens", "kenlm");
    private static readonly string? SharedFolder = FindSharedFolder();

    private readonly string _folder;

    private KenLmGoldens(string folder) => _folder = folder;

    /// <summary>Set and name of every model in a MANIFEST.tsv; a stand-in for an absent set, so that its tests report themselves as skipped.</summary>
    public static IEnumerable<object[]> Models => Rows(folder => File.ReadLines(Path.Combine(folder, "MANIFEST.tsv")).Skip(1).Select(line => line.Split('\t')[0]));

    /// <summary>Set and name of every file of scores.</summary>
    public static IEnumerable<object[]> Queries => Rows(folder => Directory.EnumerateFiles(Path.Combine(folder, "query")).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));

    /// <summary>Opens a set; skips the test when it is not there.</summary>
    public static KenLmGoldens Open(string set)
    {
        if (set == Shared && SharedFolder is null)
        {
            Assert.Inconclusive("The folder shared/goldens/ngram with more of KenLM's models is not beside the repository.");
        }

        return new KenLmGoldens(set == Own ? OwnFolder : SharedFolder!);
    }

    public string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>Reads a file, unpacked when only a packed form is there.</summary>
    public byte[] Read(string name)
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

    /// <summary>The command that made a model, as the path of its text and options.</summary>
    public (string Input, NgramOptions Options) Command(string model)
    {
        string line = File.ReadLines(PathOf("MANIFEST.tsv")).Single(line => line.StartsWith(model + "\t", StringComparison.Ordinal));
        string[] words = line.Split('\t')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int input = Array.IndexOf(words, "<");
        var options = new NgramOptions();
        for (int i = 1; i < input; i++)
        {
            string name = words[i];
            string[] values = [.. words[(i + 1)..input].TakeWhile(word => word[0] != '-')];
            options = With(options, name, values);
            i += values.Length;
        }

        return (PathOf(words[input + 1]), options);
    }

    private NgramOptions With(NgramOptions options, string name, string[] values) => name switch
    {
        "-o" => options with { Order = int.Parse(values[0], CultureInfo.InvariantCulture) },
        "--interpolate_unigrams" => options with { InterpolateUnigrams = values[0] != "0" },
        "--prune" => options with { PruningThresholds = [.. values.Select(value => long.Parse(value, CultureInfo.InvariantCulture))] },
        "--discount_fallback" when values.Length == 0 => options with { DiscountFallback = NgramOptions.UsualDiscountFallback },
        "--discount_fallback" => options with { DiscountFallback = [.. values.Select(value => float.Parse(value, CultureInfo.InvariantCulture))] },
        "--limit_vocab_file" => options with { LimitVocabulary = File.ReadAllText(PathOf(values[0])).Split((char[])['\n', ' '], StringSplitOptions.RemoveEmptyEntries) },
        "--vocab_pad" => options with { VocabularyPad = long.Parse(values[0], CultureInfo.InvariantCulture) },
        "--skip_symbols" => options with { SkipSymbols = true },
        _ => throw new InvalidDataException($"The tests do not know the option {name}."),
    };

    private static IEnumerable<object[]> Rows(Func<string, IEnumerable<string>> names)
        =>
        [
            .. names(OwnFolder).Select(name => new object[] { Own, name }),
            .. (SharedFolder is null ? [Absent] : names(SharedFolder)).Select(name => new object[] { Shared, name }),
        ];

    private static string? FindSharedFolder([CallerFilePath] string source = "")
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
