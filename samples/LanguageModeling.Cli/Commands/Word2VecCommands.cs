using System.CommandLine;

namespace LanguageModeling.Cli.Commands;

/// <summary><c>lm word2vec</c>: trains word vectors and looks things up in them.</summary>
internal static class Word2VecCommands
{
    public static Command Create() => new("word2vec", "Word vectors.")
    {
        Word2VecTrainCommand.Create(),
        Word2VecScoreCommand.Create(),
        WordVectorQueries.CreateNearest(),
        WordVectorQueries.CreateAnalogy(),
        WordVectorQueries.CreateOdd(),
        WordVectorQueries.CreateSimilarity(),
        WordVectorConvertCommand.Create(),
        WordVectorVerifyCommand.Create(),
        WordVectorEvaluateCommand.Create(),
        WordVectorPlotCommand.Create(),
        PhrasesCommand.Create(),
    };
}
