namespace LanguageModeling;

/// <summary>How generously an ARPA file is read. Immutable; copy with <c>with</c>.</summary>
public sealed record ArpaReadingOptions
{
    /// <summary>
    /// Whether a probability above 1 (a log above 0, as rounding makes them in some tools) is taken as 1 and reported in
    /// <see cref="ArpaReport.Warnings"/>. Default <see langword="false"/>: the file is refused.
    /// </summary>
    public bool ClampPositiveLogProbabilities { get; init; }

    /// <summary>The form that the model takes in memory, and keeps when it is saved. Default the fast one, without loss.</summary>
    public NgramFileOptions Form { get; init; } = new();

    /// <summary>Stops the reading.</summary>
    public CancellationToken CancellationToken { get; init; }
}
