using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Reflection;
using LanguageModeling.Cli.Terminal;

namespace LanguageModeling.Cli.Commands;

/// <summary>The whole command line: parses it, runs a command, and turns what went wrong into one line and an exit code.</summary>
internal static class CommandLine
{
    public const int Success = 0;
    public const int BadInput = 1;
    public const int BadUsage = 2;
    public const int Cancelled = 130; // 128 + SIGINT, as shells have it

    /// <summary>Runs one command.</summary>
    /// <param name="args">The arguments, without the program's name.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        // 0.8 is 0.8 on every machine.
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        ParseResult parsed = CreateRoot().Parse(args);
        if (parsed.Action is ParseErrorAction)
        {
            return Fail(BadUsage, $"{Describe(parsed.Errors[0])} See: {NameOf(parsed.CommandResult.Command)} --help");
        }

        try
        {
            bool keeps = parsed.GetResult(Word2VecTrainCommand.KeepOnCancel) is OptionResult { Implicit: false }; // what takes its time to write
            var invocation = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = keeps ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(2),
            };
            return await parsed.InvokeAsync(invocation).ConfigureAwait(false);
        }
        catch (IOException e) when (Output.IsClosedPipe(e))
        {
            return Success; // lm … | head: the reader has seen enough
        }
        catch (OperationCanceledException)
        {
            return Fail(Cancelled, "Cancelled.");
        }
        catch (Exception e)
        {
            Exception cause = Innermost(e);
            return Fail(cause is ArgumentException and not ArgumentNullException ? BadUsage : BadInput, Describe(cause));
        }
    }

    /// <summary>Runs a command's work off the calling thread, so that Ctrl-C reaches it while it computes.</summary>
    /// <param name="command">The command.</param>
    /// <param name="work">Does the work; its output is flushed at its end.</param>
    public static void SetWork(this Command command, Func<ParseResult, Output, CancellationToken, Task> work)
        => command.SetAction((parsed, cancellationToken) => Task.Run(
            async () =>
            {
                using var output = new Output();
                await work(parsed, output, cancellationToken).ConfigureAwait(false);
                await output.Writer.FlushAsync(cancellationToken).ConfigureAwait(false);
                return Success;
            },
            CancellationToken.None));

    /// <inheritdoc cref="SetWork(Command, Func{ParseResult, Output, CancellationToken, Task})"/>
    public static void SetWork(this Command command, Action<ParseResult, Output, CancellationToken> work)
        => command.SetWork((parsed, output, cancellationToken) =>
        {
            work(parsed, output, cancellationToken);
            return Task.CompletedTask;
        });

    private static RootCommand CreateRoot() => new("Language models: train, score, evaluate, choose, generate, chat, embed.")
    {
        TokenizeCommand.Create(),
        PrepareCommand.Create(),
        new Command("tokenizer", "Tokenizers, and word lists.") { TokenizerTrainCommand.Create(), DictionaryCommand.Create() },
        new Command("ngram", "N-gram models.")
        {
            NgramTrainCommand.Create(), NgramCountCommand.CreateCount(), NgramCountCommand.CreateMerge(), NgramQueryCommand.Create(), NgramConvertCommand.Create(), NgramVerifyCommand.Create(),
            NgramPruneCommand.Create(), NgramMixCommand.Create(),
        },
        Word2VecCommands.Create(),
        ScoreCommand.Create(),
        PerplexityCommand.Create(),
        GenerateCommand.Create(),
        ChooseCommand.Create(),
        EvaluateCommand.Create(),
        ChatCommand.Create(),
        EmbedCommand.Create(),
        new Command("onnx", "ONNX models.") { OnnxBuildCommand.Create(), OnnxVerifyCommand.Create() },
        DoctorCommand.Create(),
        DemoCommand.Create(),
    };

    // That a value is not among those allowed is told without the option.
    private static string Describe(ParseError error)
        => (error.SymbolResult as OptionResult ?? error.SymbolResult?.Parent as OptionResult) is { Option.Name: { } name } && !error.Message.Contains(name, StringComparison.Ordinal)
            ? $"{name}: {error.Message}"
            : error.Message;

    // ML.NET wraps what goes wrong inside a saved pipeline, once for each level of nesting.
    private static Exception Innermost(Exception e)
        => e is TargetInvocationException or AggregateException or InvalidOperationException && e.InnerException is { } inner ? Innermost(inner) : e;

    private static string Describe(Exception e)
    {
        string message = e is ArgumentException { ParamName: { } name } ? e.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal) : e.Message;
        return OptionNames.Replace(message);
    }

    private static string NameOf(Command command)
        => command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{NameOf(parent)} {command.Name}" : command.Name;

    private static int Fail(int code, string message)
    {
        string line = string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Console.Error.WriteLine($"lm: {line}");
        return code;
    }
}
