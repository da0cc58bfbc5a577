using System.CommandLine;
using LanguageModeling.Cli.Terminal;

namespace LanguageModeling.Cli.Commands;

/// <summary><c>lm score</c>: how probable each line is.</summary>
internal static class ScoreCommand
{
    public static Command Create()
    {
        var model = new ModelArguments();
        Argument<string> file = InputText.CreateFile();
        Option<string> format = ResultFormat.CreateOption();
        Option<bool> replaceInvalid = InputText.CreateReplaceInvalid();
        var command = new Command("score", "Score lines of text: natural log probabilities, the end of the line included.")
        {
            model, file, format, replaceInvalid,
        };
        command.SetWork((parsed, output, cancellationToken) =>
        {
            IEnumerable<string> lines = InputText.ReadLines(parsed.GetValue(file)!, parsed.GetValue(replaceInvalid));
            TextLanguageModel loaded = model.Load(parsed);
            output.WriteResults(parsed.GetValue(format)!, Columns(loaded.Codec), loaded.ScoreLines(lines, model.TakesIds(parsed), cancellationToken));
        });
        return command;
    }

    private static ResultColumn<ScoredLine>[] Columns(ITextCodec codec) =>
    [
        new("text", "text", scored => scored.Line),
        new("tokens", null, scored => scored.Score.Tokens.Select(codec.GetToken)),
        new("ids", null, scored => scored.Score.Tokens),
        new("logProbabilities", null, scored => scored.Score.TokenLogProbabilities),
        new("logProbability", ">log P (nats)", scored => scored.Score.LogProbability),
        new("tokenCount", ">tokens", scored => scored.Score.TokenCount),
        new("unknownCount", ">unknown", scored => scored.Score.UnknownCount),
        new("perplexity", ">perplexity", scored => scored.Score.Perplexity),
        new("bitsPerByte", ">bits/byte", scored => scored.Score.BitsPerByte),
    ];
}
