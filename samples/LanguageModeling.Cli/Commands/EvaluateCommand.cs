using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LanguageModeling.Cli.Terminal;

namespace LanguageModeling.Cli.Commands;

/// <summary><c>lm evaluate</c>: how often a model ranks the right choice of a question first.</summary>
internal static class EvaluateCommand
{
    private static readonly ResultColumn<ChoiceMetrics>[] Columns =
    [
        new("questionCount", ">questions", metrics => metrics.Count),
        new("accuracy", ">accuracy", metrics => metrics.Accuracy),
        new("accuracyStandardError", ">±", metrics => metrics.AccuracyStandardError),
        new("accuracyPerToken", ">a token", metrics => metrics.AccuracyPerToken),
        new("accuracyPerTokenStandardError", ">±", metrics => metrics.AccuracyPerTokenStandardError),
        new("accuracyPerByte", ">a byte", metrics => metrics.AccuracyPerByte),
        new("accuracyPerByteStandardError", ">±", metrics => metrics.AccuracyPerByteStandardError),
        new("chanceAccuracy", ">chance", metrics => metrics.ChanceAccuracy),
    ];

    public static Command Create()
    {
        var model = new ModelArguments();
        var file = new Argument<string>("FILE") { Description = "Questions, a JSON object a line, plain or gzip; - is standard input." };
        var input = new Option<string>("--input") { Description = "Template of what is asked: \"Question: {{question}}\\nAnswer:\". \\n is a line feed.", HelpName = "T", Required = true };
        var output = new Option<string?>("--output") { Description = "Template of an example's answer: \"{{choices[label]}}\". Needed with --shots.", HelpName = "T" };
        var choices = new Option<string?>("--choices") { Description = "Member with a question's choices, a list of texts; choices.text is the member text of choices.", HelpName = "NAME" };
        var choice = new Option<string[]>("--choice") { Description = "A choice of every question; given once for each.", HelpName = "TEXT" };
        var answer = new Option<string>("--answer") { Description = "Template of the right choice, its number from 0 or its text: \"{{label}}\".", HelpName = "T", Required = true };
        var description = new Option<string>("--description") { Description = "Begins every prompt.", DefaultValueFactory = _ => "", HelpName = "TEXT" };
        var separator = new Option<string>("--separator") { Description = "Stands between a prompt and a choice.", DefaultValueFactory = _ => " ", HelpName = "TEXT" };
        var shots = new Option<int>("--shots") { Description = "Solved examples in each prompt.", DefaultValueFactory = _ => 0, HelpName = "K" };
        var examples = new Option<string?>("--examples") { Description = "File with the examples, like FILE. Default: FILE itself; a question is never its own example.", HelpName = "FILE" };
        var seed = new Option<ulong?>("--seed") { Description = "Draw the examples of each prompt anew. Default: the first ones.", HelpName = "S" };
        Option<string> format = ResultFormat.CreateOption();
        var command = new Command("evaluate", "How often the right choice is ranked first, as lm-evaluation-harness counts it: as it is, a token and a byte.")
        {
            model, file, input, output, choices, choice, answer, description, separator, shots, examples, seed, format,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(choices) is null == result.GetResult(choice) is null)
            {
                result.AddError("Give either --choices or --choice.");
            }
        });
        command.SetWork((parsed, console, cancellationToken) =>
        {
            string path = parsed.GetValue(file)!;
            List<Dictionary<string, object?>> rows = ReadRows(path);
            FewShotPrompt prompt = new(Unescape(parsed.GetValue(input)!), parsed.GetValue(output) is { } template ? Unescape(template) : null)
            {
                Description = Unescape(parsed.GetValue(description)!),
                OutputSeparator = Unescape(parsed.GetValue(separator)!),
                ShotCount = parsed.GetValue(shots),
                Seed = parsed.GetValue(seed),
            };
            prompt = prompt.ShotCount > 0 ? prompt.WithExamples(parsed.GetValue(examples) is { } other ? ReadRows(other) : rows, cancellationToken) : prompt;
            TextLanguageModel loaded = model.Load(parsed);
            var right = new PromptTemplate(parsed.GetValue(answer)!, "--answer");
            string[] same = parsed.GetValue(choice) ?? [];
            var metrics = new ChoiceMetricsBuilder();
            for (int i = 0; i < rows.Count; i++)
            {
                string[] texts = parsed.GetValue(choices) is { } name ? ReadChoices(rows[i], name, path, i) : same;
                metrics.Add(loaded.RankChoices(prompt, rows[i], texts, cancellationToken: cancellationToken), Find(texts, right.Render(rows[i], cancellationToken), path, i));
            }

            console.WriteResults(parsed.GetValue(format)!, Columns, [metrics.Build()]);
        });
        return command;
    }

    private static List<Dictionary<string, object?>> ReadRows(string path)
    {
        var rows = new List<Dictionary<string, object?>>();
        foreach (string line in InputText.ReadLines(path, replaceInvalid: false).Where(line => !string.IsNullOrWhiteSpace(line)))
        {
            try
            {
                rows.Add(JsonNode.Parse(line)!.AsObject().ToDictionary(member => member.Key, member => (object?)member.Value));
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException or ArgumentException)
            {
                throw new InvalidDataException($"{path}, object {rows.Count + 1}: the line is no JSON object. Give one for each question.", e);
            }
        }

        return rows;
    }

    private static string[] ReadChoices(Dictionary<string, object?> row, string name, string path, int number)
    {
        string[] steps = name.Split('.');
        JsonNode? found = row.GetValueOrDefault(steps[0]) as JsonNode;
        foreach (string step in steps[1..])
        {
            found = (found as JsonObject)?[step];
        }

        return found is JsonArray { Count: > 0 } list && list.All(item => item?.GetValueKind() == JsonValueKind.String)
            ? [.. list.Select(item => item!.GetValue<string>())]
            : throw new InvalidDataException($"{path}, object {number + 1}: the member {name} is no list of texts. Name the one that holds the choices.");
    }

    private static int Find(string[] texts, string answer, string path, int number)
        => int.TryParse(answer, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < texts.Length && !texts.Contains(answer) ? index
            : Array.IndexOf(texts, answer) is >= 0 and var place ? place
            : throw new InvalidDataException($"{path}, object {number + 1}: the answer \"{answer}\" is neither the number of one of {texts.Length} choices, from 0, nor its text.");

    private static string Unescape(string text) => text.Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\t", "\t", StringComparison.Ordinal);
}
