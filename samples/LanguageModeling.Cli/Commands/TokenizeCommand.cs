using System.CommandLine;
using LanguageModeling.Cli.Terminal;

namespace LanguageModeling.Cli.Commands;

/// <summary><c>lm tokenize</c>: splits lines into tokens, by rule or as a model does.</summary>
internal static class TokenizeCommand
{
    public static Command Create()
    {
        Argument<string> file = InputText.CreateFile();
        var splitter = new Option<string>("--splitter") { Description = "The rule. Default words." };
        splitter.AcceptOnlyFromAmong("whitespace", "words", "characters", "cjk");
        var model = new Option<string?>("--model")
        {
            Description = "Split as this model does; what it does not know shows as its unknown token.",
            HelpName = "MODEL",
        };
        var ids = new Option<bool>("--ids") { Description = "Print ids instead of tokens; needs --model." };
        var json = new Option<bool>("--json") { Description = "Print an object a line: text, tokens and, with --model, ids." };
        Option<bool> replaceInvalid = InputText.CreateReplaceInvalid();
        var command = new Command("tokenize", "Split text into tokens, separated by spaces.") { file, splitter, model, ids, json, replaceInvalid };
        command.Validators.Add(result =>
        {
            if (result.GetResult(model) is null && result.GetValue(ids))
            {
                result.AddError("--ids needs --model: only a model has ids.");
            }

            if (result.GetResult(model) is not null && result.GetResult(splitter) is not null)
            {
                result.AddError("--splitter and --model exclude each other: a model has its own rule.");
            }
        });
        command.SetWork((parsed, output, cancellationToken) =>
        {
            IEnumerable<string> lines = InputText.ReadLines(parsed.GetValue(file)!, parsed.GetValue(replaceInvalid));
            ITextCodec? codec = parsed.GetValue(model) is { } path ? ModelFile.Load(path).Codec : null;
            TextSplitter rule = TextSplitter.Parse(parsed.GetValue(splitter) ?? "words");
            foreach (string line in lines)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int[]? lineIds = codec is null ? null : [.. codec.Encode(line).Select(token => token.Id)];
                string[] tokens = lineIds is null ? Split(rule, line) : [.. lineIds.Select(codec!.GetToken)];
                output.Writer.WriteLine(
                    parsed.GetValue(json) ? Describe(line, tokens, lineIds)
                    : parsed.GetValue(ids) ? string.Join(' ', lineIds!)
                    : string.Join(' ', tokens));
            }
        });
        return command;
    }

    private static string[] Split(TextSplitter splitter, string line)
    {
        var parts = new List<TextPart>();
        splitter.Split(line, parts);
        return [.. parts.Select(part => splitter.GetToken(line, part))];
    }

    private static string Describe(string line, string[] tokens, int[]? ids)
    {
        List<(string, object?)> members = [("text", line), ("tokens", tokens)];
        if (ids is not null)
        {
            members.Add(("ids", ids));
        }

        return JsonLine.Write(members);
    }
}
