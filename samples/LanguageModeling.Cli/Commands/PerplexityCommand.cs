using System.CommandLine;
using LanguageModeling.Cli.Terminal;

namespace LanguageModeling.Cli.Commands;

/// <summary><c>lm perplexity</c>: how well a model predicts whole files.</summary>
internal static class PerplexityCommand
{
    private static readonly ResultColumn<(string File, LanguageModelMetrics Metrics)>[] Columns =
    [
        new("file", "file", result => result.File),
        new("sequenceCount", ">lines", result => result.Metrics.SequenceCount),
        new("tokenCount", ">tokens", result => result.Metrics.TokenCount),
        new("unknownCount", ">unknown", result => result.Metrics.UnknownCount),
        new("logProbability", ">log P (nats)", result => result.Metrics.LogProbability),
        new("perplexity", ">perplexity", result => result.Metrics.Perplexity),
        new("perplexityExcludingUnknowns", ">without unknown", result => result.Metrics.PerplexityExcludingUnknowns),
        new("bitsPerToken", ">bits/token", result => result.Metrics.BitsPerToken),
        new("bitsPerByte", ">bits/byte", result => result.Metrics.BitsPerByte),
    ];

    public static Command Create()
    {
        var model = new ModelArguments();
        var files = new Argument<string[]>("FILE")
        {
            Description = "UTF-8 text, a sequence a line, plain or gzip; - is standard input.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string> format = ResultFormat.CreateOption();
        Option<bool> replaceInvalid = InputText.CreateReplaceInvalid();
        var command = new Command("perplexity", "Perplexity of files; ends of lines and unknown tokens count.") { model, files, format, replaceInvalid };
        var cache = new CacheSettings();
        cache.AddTo(command);
        command.SetWork((parsed, output, cancellationToken) =>
        {
            TextLanguageModel loaded = model.Load(parsed);
            bool takesIds = model.TakesIds(parsed);
            TextLanguageModel? cached = cache.Read(parsed, loaded);
            if (cached is not null && takesIds)
            {
                throw new ArgumentException("--cache reads text. Leave --ids off, or the cache.");
            }

            IEnumerable<SequenceScore> Score(string path)
            {
                IEnumerable<string> lines = InputText.ReadLines(path, parsed.GetValue(replaceInvalid));
                return cached?.ScoreInTurn(lines, cancellationToken: cancellationToken)
                    ?? loaded.ScoreLines(lines, takesIds, cancellationToken).Select(scored => scored.Score);
            }

            output.WriteResults(parsed.GetValue(format)!, Columns, Evaluate(parsed.GetValue(files)!, Score));
        });
        return command;
    }

    private static IEnumerable<(string File, LanguageModelMetrics Metrics)> Evaluate(string[] paths, Func<string, IEnumerable<SequenceScore>> score)
    {
        var all = new LanguageModelMetricsBuilder();
        foreach (string path in paths)
        {
            var one = new LanguageModelMetricsBuilder();
            foreach (SequenceScore scored in score(path))
            {
                one.Add(scored);
            }

            all.Merge(one);
            yield return (path, one.Build());
        }

        if (paths.Length > 1)
        {
            yield return ("all", all.Build());
        }
    }
}
