using Spectre.Console;

namespace LanguageModeling.Cli.Terminal;

/// <summary>Shows words a second, time left and loss of a training on standard error, when a person looks at it; nothing elsewhere.</summary>
internal static class Word2VecTrainingProgress
{
    /// <summary>Runs a training.</summary>
    /// <param name="train">Trains, and reports.</param>
    /// <returns>What it gives, and its last report.</returns>
    public static (T Result, Word2VecProgress Last) Show<T>(Func<IProgress<Word2VecProgress>, T> train)
    {
        var bar = new Bar();
        if (Console.IsErrorRedirected)
        {
            return (train(bar), bar.Last);
        }

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new SpinnerColumn())
            .Start(view =>
            {
                bar.Task = view.AddTask("Reading");
                return (train(bar), bar.Last);
            });
    }

    private sealed class Bar : IProgress<Word2VecProgress>
    {
        public ProgressTask? Task { get; set; }

        public Word2VecProgress Last { get; private set; }

        public void Report(Word2VecProgress value)
        {
            Last = value;
            if (Task is not { } task)
            {
                return;
            }

            task.IsIndeterminate = value.WordsTotal is null;
            if (value.WordsTotal is { } total)
            {
                task.MaxValue = total;
                task.Value = value.WordsDone;
                task.Description = FormattableString.Invariant(
                    $"Epoch {value.Epoch}  {value.WordsPerSecond:N0} words/s  loss {value.MeanLoss:F4}  {value.TimeLeft:hh\\:mm\\:ss} left");
            }
            else
            {
                task.Description = FormattableString.Invariant($"Reading {value.WordsDone:N0} words");
            }
        }
    }
}
