namespace LanguageModeling;

/// <summary>What was unusual in an ARPA file and how it was read nevertheless.</summary>
public sealed class ArpaReport
{
    internal ArpaReport(string source, IEnumerable<string> warnings)
    {
        Source = source;
        Warnings = [.. warnings];
    }

    /// <summary>The file.</summary>
    public string Source { get; }

    /// <summary>One sentence for each kind of surprise; empty for a file as the format wants it.</summary>
    public IReadOnlyList<string> Warnings { get; }
}
