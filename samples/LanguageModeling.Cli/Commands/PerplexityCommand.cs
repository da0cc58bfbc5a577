using System.CommandLine;
using LanguageModeling.Cli.Terminal;

namespace LanguageModeling.Cli.Commands;

/// <summary><c>lm perplexity</c>: how well a model predicts whole files.</summary>
internal static class PerplexityCommand
{
    private static readonly string[] Columns =
        ["file", ">lines", ">tokens", ">unknown", ">perplexity", ">without unknown", ">bits/token", ">bits/byte"];

    public static Command Create()
    {
        var model = new Argument<string>("MODEL") { Description = "ARPA file, model of lm, or ML.NET zip." };
        var files = new Argument<string[]>("FILE") { Description = "UTF-8 text, a sequence a line, plain or gzip; - is standard input.", Arity = ArgumentArity.OneOrMore };
        Option<string> format = OutputFormat.CreateOption();
        Option<bool> replaceInvalid = InputText.CreateReplaceInvalid();
        var command = new Command("perplexity", "Perplexity of files; ends of lines and unknown tokens are counted.") { model, files, format, replaceInvalid };
        command.SetWork((parsed, output, cancellationToken) =>
        {
            string[] paths = parsed.GetValue(files)!;
            TextLanguageModel loaded = ModelFile.Load(parsed.GetValue(model)!);
            var all = new LanguageModelMetricsBuilder();
            var results = new List<(string Name, LanguageModelMetrics Metrics)>();
            foreach (string path in paths)
            {
                var one = new LanguageModelMetricsBuilder();
                foreach ((_, SequenceScore score) in loaded.ScoreLines(InputText.ReadLines(path, parsed.GetValue(replaceInvalid)), cancellationToken))
                {
                    one.Add(score);
                }

                all.Merge(one);
                results.Add((path, one.Build()));
            }

            if (paths.Length > 1)
            {
                results.Add(("all", all.Build()));
            }

            Write(output, parsed.GetValue(format)!, results);
        });
        return command;
    }

    private static void Write(Output output, string format, IReadOnlyList<(string Name, LanguageModelMetrics Metrics)> results)
    {
        switch (format)
        {
            case OutputFormat.Json:
                foreach ((string name, LanguageModelMetrics metrics) in results)
                {
                    output.Writer.WriteLine(JsonLines.Write(json =>
                    {
                        json.WriteString("file", name);
                        json.WriteNumber("sequenceCount", metrics.SequenceCount);
                        json.WriteNumber("tokenCount", metrics.TokenCount);
                        json.WriteNumber("unknownCount", metrics.UnknownCount);
                        json.WriteFinite("logProbability", metrics.LogProbability);
                        json.WriteFinite("perplexity", metrics.Perplexity);
                        json.WriteFinite("perplexityExcludingUnknowns", metrics.PerplexityExcludingUnknowns);
                        json.WriteFinite("bitsPerToken", metrics.BitsPerToken);
                        json.WriteFinite("bitsPerByte", metrics.BitsPerByte);
                    }));
                }

                break;
            case OutputFormat.Tsv:
                output.Writer.WriteLine("file\tsequenceCount\ttokenCount\tunknownCount\tperplexity\tperplexityExcludingUnknowns\tbitsPerToken\tbitsPerByte");
                foreach ((string name, LanguageModelMetrics metrics) in results)
                {
                    output.Writer.WriteLine(string.Join('\t', [OutputFormat.Escape(name), .. Numbers(metrics, OutputFormat.Exact)]));
                }

                break;
            default:
                output.WriteTable(Columns, [.. results.Select(result => (IReadOnlyList<Cell>)[result.Name, .. Numbers(result.Metrics, value => OutputFormat.Short(value)).Select(text => (Cell)text)])]);
                break;
        }
    }

    private static IEnumerable<string> Numbers(LanguageModelMetrics metrics, Func<double?, string> write)
        => [
            OutputFormat.Count(metrics.SequenceCount),
            OutputFormat.Count(metrics.TokenCount),
            OutputFormat.Count(metrics.UnknownCount),
            write(metrics.Perplexity),
            write(metrics.PerplexityExcludingUnknowns),
            write(metrics.BitsPerToken),
            write(metrics.BitsPerByte),
        ];
}
