using System.CommandLine;
using LanguageModeling.Cli.Terminal;

namespace LanguageModeling.Cli.Commands;

/// <summary><c>lm word2vec evaluate</c>: analogy questions and judged pairs of words.</summary>
internal static class WordVectorEvaluateCommand
{
    private static readonly ResultColumn<Row>[] Columns =
    [
        new("test", "test", row => row.Test),
        new("section", "section", row => row.Section),
        new("score", ">score", row => row.Score),
        new("correct", ">correct", row => row.Correct),
        new("asked", ">asked", row => row.Asked),
        new("skipped", ">skipped", row => row.Skipped),
    ];

    public static Command Create()
    {
        Argument<string> file = WordVectorFile.CreateArgument();
        var analogies = new Option<string[]>("--analogies") { Description = "Questions in the form of questions-words.txt; the score is the share of correct answers.", HelpName = "F" };
        var similarities = new Option<string[]>("--similarities") { Description = "Judged pairs in the form of WordSim-353; the score is Spearman's rank correlation.", HelpName = "F" };
        var words = new Option<int>("--words") { Description = "Only the first words of FILE count; 0 for all.", DefaultValueFactory = _ => 30_000, HelpName = "N" };
        var matchCase = new Option<bool>("--match-case") { Description = "Tell upper from lower case." };
        var method = new Option<string>("--method") { Description = "Analogies: add (3CosAdd) or multiply (3CosMul).", DefaultValueFactory = _ => "add" };
        method.AcceptOnlyFromAmong("add", "multiply");
        Option<string> format = WordVectorResults.CreateFormat();
        var command = new Command("evaluate", "Measure word vectors by analogies and by people's judgement of similarity.")
        {
            file, analogies, similarities, words, matchCase, method, format,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(analogies) is null && result.GetResult(similarities) is null)
            {
                result.AddError("Name a test: --analogies F, --similarities F, or both.");
            }

            if (result.GetValue(words) < 0)
            {
                result.AddError($"--words is {result.GetValue(words)}. Give a number of words, or 0 for all.");
            }
        });
        command.SetWork((parsed, output, cancellationToken) =>
        {
            WordVectors vectors = WordVectorFile.Load(parsed.GetValue(file)!);
            var options = new WordVectorEvaluationOptions
            {
                MaximumWords = parsed.GetValue(words) is > 0 and var count ? count : null,
                IgnoreCase = !parsed.GetValue(matchCase),
                Method = parsed.GetValue(method) == "add" ? AnalogyMethod.Add : AnalogyMethod.Multiply,
                CancellationToken = cancellationToken,
            };
            IEnumerable<Row> rows = (parsed.GetValue(analogies) ?? []).SelectMany(path => Named(path, lines => vectors.EvaluateAnalogies(lines, options)
                .Select(r => new Row(Path.GetFileName(path), r.Section, r.Accuracy, r.Correct, r.Asked, r.Skipped)).ToArray()));
            IEnumerable<Row> pairs = (parsed.GetValue(similarities) ?? []).SelectMany(path => Named(path, lines =>
            {
                WordSimilarityResult r = vectors.EvaluateSimilarities(lines, options);
                return (Row[])[new Row(Path.GetFileName(path), "", r.Spearman, null, r.Pairs, r.Skipped)];
            }));
            output.WriteArray(parsed.GetValue(format)!, Columns, [.. rows, .. pairs]);
        });
        return command;
    }

    private static Row[] Named(string path, Func<IEnumerable<string>, Row[]> evaluate)
    {
        try
        {
            return evaluate(InputText.ReadLines(path, replaceInvalid: true));
        }
        catch (InvalidDataException e) when (!e.Message.Contains(path, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    private sealed record Row(string Test, string Section, double Score, int? Correct, int Asked, int Skipped);
}
