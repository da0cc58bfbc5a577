using System.CommandLine;

namespace LanguageModeling.Cli.Commands;

/// <summary><c>lm word2vec verify</c>: reads a file of word vectors completely and checks it.</summary>
internal static class WordVectorVerifyCommand
{
    public static Command Create()
    {
        Argument<string> file = WordVectorFile.CreateArgument();
        Option<string> format = WordVectorResults.CreateFormat();
        var command = new Command("verify", "Read a file of word vectors completely and check it.") { file, format };
        command.SetWork((parsed, output, cancellationToken) =>
        {
            WordVectors vectors = WordVectorFile.Load(parsed.GetValue(file)!);
            vectors.Verify(cancellationToken);
            output.WriteArray(parsed.GetValue(format)!, WordVectorResults.Summary, [vectors]);
        });
        return command;
    }
}
