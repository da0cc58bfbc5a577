using System.CommandLine;
using LanguageModeling.Cli.Terminal;

namespace LanguageModeling.Cli.Commands;

/// <summary><c>lm word2vec verify</c>: reads a file of word vectors completely and checks it.</summary>
internal static class WordVectorVerifyCommand
{
    private static readonly ResultColumn<WordVectors>[] Columns =
    [
        new("words", ">words", vectors => vectors.Count),
        new("dimension", ">dimension", vectors => vectors.Dimension),
        new("subwords", "sub-words", vectors => vectors.HasSubwords ? "yes" : "no"),
    ];

    public static Command Create()
    {
        Argument<string> file = WordVectorFile.CreateArgument();
        Option<string> format = WordVectorResults.CreateFormat();
        var command = new Command("verify", "Read a file of word vectors completely and check it.") { file, format };
        command.SetWork((parsed, output, cancellationToken) =>
        {
            WordVectors vectors = WordVectorFile.Load(parsed.GetValue(file)!);
            vectors.Verify(cancellationToken);
            output.WriteArray(parsed.GetValue(format)!, Columns, [vectors]);
        });
        return command;
    }
}
