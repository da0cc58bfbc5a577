using System.CommandLine;

namespace LanguageModeling.Cli.Commands;

/// <summary>The options that say in which form an n-gram model is written.</summary>
internal sealed class NgramForm
{
    private const string Arpa = "arpa";
    private const string Fast = "fast";
    private const string Compact = "compact";

    private readonly Option<string?> _format = new("--format")
    {
        Description = "arpa, fast (for speed) or compact (for memory). By default .arpa and .arpa.gz are ARPA, anything else is fast.",
    };

    private readonly Option<int> _probabilityBits = new("--quantize-probabilities") { Description = "compact: bits for a probability, from 2 to 16.", HelpName = "B" };
    private readonly Option<int> _backoffBits = new("--quantize-backoffs") { Description = "compact: bits for a back-off weight, from 2 to 16.", HelpName = "B" };

    public NgramForm() => _format.AcceptOnlyFromAmong(Arpa, Fast, Compact);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_format);
        command.Add(_probabilityBits);
        command.Add(_backoffBits);
    }

    /// <summary>The form as given.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="path">The file to write, whose name decides when nothing else does; null for none.</param>
    /// <returns>Null for ARPA, and for no file.</returns>
    public NgramFileOptions? Read(ParseResult parsed, string? path)
    {
        if (path is null)
        {
            Option? idle = ((Option[])[_format, _probabilityBits, _backoffBits]).FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false });
            return idle is null ? null : throw new ArgumentException($"{idle.Name} says how the model of -o is written, but there is none. Add -o MODEL, or leave {idle.Name} out.");
        }

        string format = parsed.GetValue(_format) ?? (IsArpa(path) ? Arpa : Fast);
        var options = new NgramFileOptions
        {
            Format = format == Compact ? NgramFileFormat.Compact : NgramFileFormat.Fast,
            ProbabilityBits = parsed.GetValue(_probabilityBits),
            BackoffBits = parsed.GetValue(_backoffBits),
        };
        return format != Arpa ? options
            : options.ProbabilityBits == 0 && options.BackoffBits == 0 ? null
            : throw new ArgumentException("ARPA files are not quantized. Choose --format compact.");
    }

    /// <summary>Writes a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The file to make or replace.</param>
    /// <param name="options">Its form; null for ARPA.</param>
    public static void Save(NgramLanguageModel model, string path, NgramFileOptions? options)
    {
        if (options is null)
        {
            model.SaveArpa(path);
        }
        else
        {
            model.Save(path, options);
        }
    }

    private static bool IsArpa(string path)
        => path.EndsWith(".arpa", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".arpa.gz", StringComparison.OrdinalIgnoreCase);
}
