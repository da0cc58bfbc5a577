using System.CommandLine;
using LanguageModeling.Cli.Terminal;

namespace LanguageModeling.Cli.Commands;

/// <summary><c>lm score</c>: how probable each line is.</summary>
internal static class ScoreCommand
{
    private static readonly string[] TsvColumns = ["text", "tokenCount", "unknownCount", "logProbability", "perplexity", "bitsPerByte"];
    private static readonly string[] TableColumns = [">tokens", ">unknown", ">log P (nats)", ">perplexity", ">bits/byte", "text"];

    public static Command Create()
    {
        var model = new Argument<string>("MODEL") { Description = "ARPA file, model of lm, or ML.NET zip." };
        Argument<string> file = InputText.CreateFile();
        Option<string> format = OutputFormat.CreateOption();
        Option<bool> replaceInvalid = InputText.CreateReplaceInvalid();
        var command = new Command("score", "Score lines of text: natural log probabilities, the end of the line included.") { model, file, format, replaceInvalid };
        command.SetWork((parsed, output, cancellationToken) =>
        {
            IEnumerable<string> lines = InputText.ReadLines(parsed.GetValue(file)!, parsed.GetValue(replaceInvalid));
            TextLanguageModel loaded = ModelFile.Load(parsed.GetValue(model)!);
            IEnumerable<(string Line, SequenceScore Score)> scores = loaded.ScoreLines(lines, cancellationToken);
            switch (parsed.GetValue(format))
            {
                case OutputFormat.Json:
                    WriteJson(output, loaded.Codec, scores);
                    break;
                case OutputFormat.Tsv:
                    WriteTsv(output, scores);
                    break;
                default:
                    output.WriteTable(TableColumns, [.. scores.Select(Row)]);
                    break;
            }
        });
        return command;
    }

    private static IReadOnlyList<Cell> Row((string Line, SequenceScore Score) scored)
        => [
            OutputFormat.Count(scored.Score.TokenCount),
            OutputFormat.Count(scored.Score.UnknownCount),
            OutputFormat.Short(scored.Score.LogProbability),
            OutputFormat.Short(scored.Score.Perplexity),
            OutputFormat.Short(scored.Score.BitsPerByte),
            scored.Line,
        ];

    private static void WriteTsv(Output output, IEnumerable<(string Line, SequenceScore Score)> scores)
    {
        output.Writer.WriteLine(string.Join('\t', TsvColumns));
        foreach ((string line, SequenceScore score) in scores)
        {
            output.Writer.WriteLine(string.Join(
                '\t',
                OutputFormat.Escape(line),
                OutputFormat.Count(score.TokenCount),
                OutputFormat.Count(score.UnknownCount),
                OutputFormat.Exact(score.LogProbability),
                OutputFormat.Exact(score.Perplexity),
                OutputFormat.Exact(score.BitsPerByte)));
        }
    }

    private static void WriteJson(Output output, ITextCodec codec, IEnumerable<(string Line, SequenceScore Score)> scores)
    {
        foreach ((string line, SequenceScore score) in scores)
        {
            output.Writer.WriteLine(JsonLines.Write(json =>
            {
                json.WriteString("text", line);
                json.WriteStrings("tokens", score.Tokens.Select(codec.GetToken));
                json.WriteNumbers("ids", score.Tokens);
                json.WriteNumbers("logProbabilities", score.TokenLogProbabilities);
                json.WriteFinite("logProbability", score.LogProbability);
                json.WriteNumber("tokenCount", score.TokenCount);
                json.WriteNumber("unknownCount", score.UnknownCount);
                json.WriteFinite("perplexity", score.Perplexity);
                json.WriteFinite("bitsPerByte", score.BitsPerByte);
            }));
        }
    }
}
