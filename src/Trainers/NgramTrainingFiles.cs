namespace LanguageModeling;

/// <summary>Which files a training writes. Immutable; copy with <c>with</c>.</summary>
public sealed record NgramTrainingFiles
{
    /// <summary>The model as ARPA text, packed with gzip when the name ends in ".gz"; <see langword="null"/> for none.</summary>
    public string? ArpaPath { get; init; }

    /// <summary>The model in this library's own form; <see langword="null"/> for none.</summary>
    public string? ModelPath { get; init; }

    /// <summary>How <see cref="ModelPath"/> is written. Default: the fast form.</summary>
    public NgramFileOptions ModelOptions { get; init; } = new();

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(ModelOptions);
        ModelOptions.Validate();
        if (ArpaPath is null && ModelPath is null)
        {
            throw new ArgumentException("There is no file to write. Set ArpaPath, ModelPath, or both.");
        }
    }
}
