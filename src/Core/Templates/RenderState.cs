using System.Text;

namespace LanguageModeling.Templates;

/// <summary>What changes while a template is rendered: the limits' counters, the line, the generated parts.</summary>
internal sealed class RenderState(ChatTemplateLimits limits, Func<DateTimeOffset> now, CancellationToken cancellationToken)
{
    private const int StepsBetweenChecks = 1024;
    private const int CharactersPerStep = 64; // copying is cheap, but not free
    private const int DeepestCalls = 100;

    private long _steps;
    private long _nextCheck = StepsBetweenChecks;
    private int _calls;

    /// <summary>Where the text goes.</summary>
    public StringBuilder Output { get; } = new();

    /// <summary>Parts of the output inside <c>generation</c> blocks.</summary>
    public List<TextPart> Generated { get; } = [];

    /// <summary>The line being rendered.</summary>
    public int Line { get; set; }

    /// <summary>The time that <c>strftime_now</c> tells.</summary>
    public DateTimeOffset Now => now();

    /// <summary>Counts a step of the interpreter.</summary>
    public void Step()
    {
        Python.Guard();
        Charge(1);
    }

    /// <summary>Counts many steps.</summary>
    public void Charge(long steps)
    {
        _steps += steps;
        if (_steps > limits.MaximumSteps)
        {
            throw new TemplateFault($"rendering takes more than {limits.MaximumSteps} steps. Raise MaximumSteps if you trust the template.");
        }

        if (_steps >= _nextCheck)
        {
            _nextCheck = _steps + StepsBetweenChecks;
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Checks the length of a text about to be made, and counts the work of making it.</summary>
    public void ChargeText(long length)
    {
        CheckLength(length);
        Charge(length / CharactersPerStep);
    }

    /// <summary>Counts a text that was made.</summary>
    public string Made(string text)
    {
        ChargeText(text.Length);
        return text;
    }

    /// <summary>Prints to the output or to a block that is captured.</summary>
    public void Write(StringBuilder output, string text)
    {
        CheckLength((long)output.Length + text.Length);
        Charge(text.Length / CharactersPerStep);
        output.Append(text);
    }

    /// <summary>Calls a function or macro.</summary>
    public object? Call(Function function, Arguments arguments)
    {
        Step();
        if (++_calls > DeepestCalls)
        {
            throw new TemplateFault($"calls are nested more than {DeepestCalls} deep.");
        }

        object? result = function.Call(this, arguments);
        _calls--;
        return result;
    }

    /// <summary>Checks the length of a text that grows.</summary>
    public void CheckLength(long length)
    {
        if (length > limits.MaximumLength)
        {
            throw new TemplateFault($"the template makes a text longer than {limits.MaximumLength} characters. Raise MaximumLength if you trust the template.");
        }
    }
}
