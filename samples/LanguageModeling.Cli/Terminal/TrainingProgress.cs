using Spectre.Console;

namespace LanguageModeling.Cli.Terminal;

/// <summary>Shows the progress of a training on standard error, when a person looks at it; nothing elsewhere.</summary>
internal static class TrainingProgress
{
    /// <summary>Runs a training.</summary>
    /// <param name="train">Trains, and reports.</param>
    public static T Show<T>(Func<IProgress<NgramProgress>?, T> train)
    {
        if (Console.IsErrorRedirected)
        {
            return train(null);
        }

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new SpinnerColumn(), new ElapsedTimeColumn())
            .Start(view => train(new Phases(view)));
    }

    private sealed class Phases(ProgressContext view) : IProgress<NgramProgress>
    {
        private string? _name;
        private ProgressTask? _task;

        public void Report(NgramProgress value)
        {
            if (_task is null || _name != value.Phase)
            {
                Finish();
                _name = value.Phase;
                _task = view.AddTask(value.Phase);
            }

            _task.IsIndeterminate = value.Total is null;
            if (value.Total is { } total)
            {
                _task.MaxValue = total;
                _task.Value = value.Done;
            }
            else
            {
                _task.Description = FormattableString.Invariant($"{value.Phase} {value.Done:N0} tokens");
            }
        }

        private void Finish()
        {
            if (_task is not null)
            {
                _task.IsIndeterminate = false;
                _task.Value = _task.MaxValue;
                _task.StopTask();
            }
        }
    }
}
