using System.CommandLine;
using LanguageModeling.Cli.Terminal;

namespace LanguageModeling.Cli.Commands;

/// <summary><c>lm word2vec score</c>: how well a word2vec model expects each line.</summary>
internal static class Word2VecScoreCommand
{
    private const int LinesPerCall = 256;

    private static readonly ResultColumn<(string Line, Word2VecScore Score)>[] Columns =
    [
        new("text", "text", row => row.Line),
        new("logProbability", ">log P (nats)", row => row.Score.LogProbability),
        new("wordCount", ">words", row => row.Score.WordCount),
        new("unknownCount", ">unknown", row => row.Score.UnknownCount),
    ];

    public static Command Create()
    {
        var model = new Argument<string>("MODEL") { Description = "Model that lm word2vec train --save-model wrote." };
        Argument<string> file = InputText.CreateFile();
        var softmax = new Option<string?>("--softmax")
        {
            Description = "exact or sampled (models trained with ns), or hierarchical (hs). Default: exact or hierarchical.",
        };
        softmax.AcceptOnlyFromAmong("exact", "sampled", "hierarchical");
        Option<bool> replaceInvalid = InputText.CreateReplaceInvalid();
        Option<string> format = WordVectorResults.CreateFormat();
        var command = new Command(
            "score",
            "Score lines: the sum over their words of ln P(word | the words around it). It tells texts of one kind from another (Taddy 2015); it is not a text's probability.")
        {
            model, file, softmax, replaceInvalid, format,
        };
        command.SetWork((parsed, output, cancellationToken) =>
        {
            Word2VecModel loaded = WordVectorFile.LoadModel(parsed.GetValue(model)!);
            Word2VecSoftmax? kind = parsed.GetValue(softmax) is { } name ? Enum.Parse<Word2VecSoftmax>(name, ignoreCase: true) : null;
            IEnumerable<string> lines = InputText.ReadLines(parsed.GetValue(file)!, parsed.GetValue(replaceInvalid));
            output.WriteArray(parsed.GetValue(format)!, Columns, lines.Chunk(LinesPerCall).SelectMany(chunk => chunk
                .AsParallel().AsOrdered().WithCancellation(cancellationToken).Select(line => (line, loaded.Score(line, kind)))));
        });
        return command;
    }
}
