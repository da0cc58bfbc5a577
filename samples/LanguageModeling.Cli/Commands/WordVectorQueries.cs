using System.CommandLine;
using LanguageModeling.Cli.Terminal;

namespace LanguageModeling.Cli.Commands;

/// <summary><c>lm word2vec nearest</c>, <c>analogy</c>, <c>odd</c> and <c>similarity</c>.</summary>
internal static class WordVectorQueries
{
    private static readonly ResultColumn<WordSimilarity>[] Columns =
    [
        new("word", "word", row => row.Word),
        new("similarity", ">similarity", row => row.Similarity),
    ];

    public static Command CreateNearest()
    {
        Argument<string> file = WordVectorFile.CreateArgument();
        var word = new Argument<string[]>("WORD") { Description = "A word; several are taken as the centre of them all.", Arity = ArgumentArity.OneOrMore };
        Option<int> top = CreateTop();
        Option<string> format = WordVectorResults.CreateFormat();
        var command = new Command("nearest", "The words most similar to a word.") { file, word, top, format };
        command.SetWork((parsed, output, _) =>
        {
            WordVectors vectors = WordVectorFile.Load(parsed.GetValue(file)!);
            string[] words = parsed.GetValue(word)!;
            IReadOnlyList<WordSimilarity> found = words.Length == 1
                ? Nearest(vectors, words[0], parsed.GetValue(top))
                : vectors.NearestToCentroid(words, parsed.GetValue(top));
            output.WriteArray(parsed.GetValue(format)!, Columns, found);
        });
        return command;
    }

    public static Command CreateAnalogy()
    {
        Argument<string> file = WordVectorFile.CreateArgument();
        Argument<string> a = CreateWord("A"), b = CreateWord("B"), c = CreateWord("C");
        Option<int> top = CreateTop();
        Option<string> format = WordVectorResults.CreateFormat();
        var method = new Option<string>("--method") { Description = "add (3CosAdd) or multiply (3CosMul).", DefaultValueFactory = _ => "add" };
        method.AcceptOnlyFromAmong("add", "multiply");
        var command = new Command("analogy", "A is to B as C is to …?") { file, a, b, c, method, top, format };
        command.SetWork((parsed, output, _) => output.WriteArray(
            parsed.GetValue(format)!,
            Columns,
            WordVectorFile.Load(parsed.GetValue(file)!).Analogy(
                parsed.GetValue(a)!,
                parsed.GetValue(b)!,
                parsed.GetValue(c)!,
                parsed.GetValue(top),
                parsed.GetValue(method) == "add" ? AnalogyMethod.Add : AnalogyMethod.Multiply)));
        return command;
    }

    public static Command CreateOdd()
    {
        Argument<string> file = WordVectorFile.CreateArgument();
        var words = new Argument<string[]>("WORD") { Description = "At least three words.", Arity = ArgumentArity.OneOrMore };
        Option<string> format = WordVectorResults.CreateFormat();
        var command = new Command("odd", "The word that fits worst among others.") { file, words, format };
        command.SetWork((parsed, output, _) => output.WriteArray(
            parsed.GetValue(format)!, Columns, [WordVectorFile.Load(parsed.GetValue(file)!).OddOneOut(parsed.GetValue(words)!)]));
        return command;
    }

    public static Command CreateSimilarity()
    {
        Argument<string> file = WordVectorFile.CreateArgument();
        Argument<string> a = CreateWord("A"), b = CreateWord("B");
        Option<string> format = WordVectorResults.CreateFormat();
        var command = new Command("similarity", "How similar two words are, from -1 to 1.") { file, a, b, format };
        command.SetWork((parsed, output, _) =>
        {
            (string first, string second) = (parsed.GetValue(a)!, parsed.GetValue(b)!);
            double similarity = WordVectorFile.Load(parsed.GetValue(file)!).Similarity(first, second);
            ResultColumn<double>[] columns =
            [
                new("a", "a", _ => first),
                new("b", "b", _ => second),
                new("similarity", ">similarity", value => value),
            ];
            output.WriteArray(parsed.GetValue(format)!, columns, [similarity]);
        });
        return command;
    }

    /// <summary>The nearest words; vectors trained with sub-words have some for an unseen word, too.</summary>
    private static IReadOnlyList<WordSimilarity> Nearest(WordVectors vectors, string word, int count)
    {
        var made = new float[vectors.Dimension];
        return vectors.HasSubwords && !vectors.Vocabulary.TryGetId(word, out _) && vectors.TryGetVector(word, made)
            ? vectors.Nearest(made, count)
            : vectors.Nearest(word, count);
    }

    private static Argument<string> CreateWord(string name) => new(name) { Description = "A word." };

    private static Option<int> CreateTop()
    {
        var top = new Option<int>("--top", "-n") { Description = "Most words to print.", DefaultValueFactory = _ => 10, HelpName = "N" };
        top.Validators.Add(result =>
        {
            if (!result.Errors.Any() && result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--top must be at least 1.");
            }
        });
        return top;
    }
}
