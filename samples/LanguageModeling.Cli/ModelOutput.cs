using System.CommandLine;
using System.Globalization;
using LanguageModeling.Cli.Terminal;
using Microsoft.ML;

namespace LanguageModeling.Cli;

/// <summary>The file that a command makes of a finished model; its name says the form.</summary>
internal static class ModelOutput
{
    private static readonly ResultColumn<(int Order, long Before, long After)>[] Columns =
    [
        new("order", ">order", row => row.Order),
        new("before", ">before", row => row.Before.ToString("N0", CultureInfo.InvariantCulture)),
        new("after", ">after", row => row.After.ToString("N0", CultureInfo.InvariantCulture)),
    ];

    /// <summary>The option that names the file.</summary>
    public static Option<string> CreateOption() => new("--output", "-o")
    {
        Description = "The model to write: .zip is an ML.NET pipeline, .arpa and .arpa.gz are ARPA, anything else is the library's own form.",
        HelpName = "OUT",
        Required = true,
    };

    /// <summary>Opens an n-gram model, with what splits its text.</summary>
    /// <exception cref="InvalidDataException">The file holds another kind of model.</exception>
    public static NgramLanguageModel LoadNgrams(string path)
        => ModelFile.Load(path).Model as NgramLanguageModel ?? throw new InvalidDataException($"{path}: this is not an n-gram model, which this command needs.");

    /// <summary>Whether a name asks for a pipeline.</summary>
    public static bool IsZip(string path) => path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);

    /// <summary>Writes an n-gram model.</summary>
    public static void Save(NgramLanguageModel model, string path)
    {
        if (IsZip(path))
        {
            SavePipeline(model.ToTextModel(), path);
        }
        else if (path.EndsWith(".arpa", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".arpa.gz", StringComparison.OrdinalIgnoreCase))
        {
            model.SaveArpa(path);
        }
        else
        {
            model.Save(path);
        }
    }

    /// <summary>Writes any model as a pipeline that encodes and scores the column Text.</summary>
    public static void SavePipeline(TextLanguageModel model, string path)
    {
        var context = new MLContext();
        IDataView data = context.Data.LoadFromEnumerable(Array.Empty<TextRow>());
        ITransformer pipeline = context.Transforms.Text
            .EncodeTokens(new EncodeTokensOptions { OutputColumnName = "Tokens", InputColumnName = nameof(TextRow.Text), Codec = model.Codec })
            .Append(context.LanguageModeling.Score(model.Model, "Tokens", nameof(TextRow.Text)))
            .Fit(data);
        PipelineFile.Save(context, pipeline, data.Schema, path);
    }

    /// <summary>Tells the number of n-grams of each order, before and after.</summary>
    public static void WriteCounts(Output output, IReadOnlyList<long> before, IReadOnlyList<long> after)
        => output.WriteResults(ResultFormat.Table, Columns, Enumerable.Range(0, before.Count).Select(i => (i + 1, before[i], i < after.Count ? after[i] : 0)));
}
