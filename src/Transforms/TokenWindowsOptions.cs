namespace LanguageModeling;

/// <summary>Settings for cutting token sequences into windows in a pipeline. Immutable; copy with <c>with</c>.</summary>
public sealed record TokenWindowsOptions
{
    /// <summary>Name of the column with the windows, or contexts: a vector of the input's item type. Default "Window".</summary>
    public string OutputColumnName { get; init; } = "Window";

    /// <summary>Name of the column with token ids or keys. Default "Tokens".</summary>
    public string InputColumnName { get; init; } = "Tokens";

    /// <summary>
    /// Name of the column with next-token targets: for windows, a vector as long as the window, each item the token one place later; for
    /// predictions, a scalar. Default null: no targets for windows, "Target" for predictions.
    /// </summary>
    public string? TargetColumnName { get; init; }

    /// <summary>What a row is. Default <see cref="TokenWindowRows.Window"/>.</summary>
    public TokenWindowRows Rows { get; init; } = TokenWindowRows.Window;

    /// <summary>Tokens in a window; for predictions, most tokens of context. Default 128.</summary>
    public int Length { get; init; } = 128;

    /// <summary>Tokens from the beginning of a window to that of the next. Default null: windows do not overlap, every place is predicted.</summary>
    public int? Stride { get; init; }

    /// <summary>What happens to windows and contexts that are shorter than <see cref="Length"/>. Default <see cref="TokenWindowEnds.Keep"/>.</summary>
    public TokenWindowEnds Ends { get; init; } = TokenWindowEnds.Keep;

    /// <summary>Windows, or predictions, drawn at random places of each input row, instead of all in order. Default null: all in order.</summary>
    public int? RandomCount { get; init; }

    /// <summary>Start of the random places. With the same seed a row gives the same windows in every order of rows. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Name of the column with targets, or null for none.</summary>
    internal string? Target => TargetColumnName ?? (Rows == TokenWindowRows.Prediction ? "Target" : null);

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(OutputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(InputColumnName);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Length);
        if (Target == OutputColumnName)
        {
            throw new ArgumentException($"Windows and targets are both to go to column '{Target}'. Give them different names.", nameof(TargetColumnName));
        }

        if (Stride is { } stride)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stride, nameof(Stride));
        }

        if (RandomCount is { } count)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count, nameof(RandomCount));
        }

        if (RandomCount is not null && Stride is not null)
        {
            throw new ArgumentException(
                "Stride and RandomCount are both set, but windows are either in order or at random places. "
                + "Set one of them.",
                nameof(Stride));
        }

        if (!Enum.IsDefined(Rows) || !Enum.IsDefined(Ends))
        {
            throw new ArgumentOutOfRangeException(
                nameof(Rows),
                $"Rows is {Rows} and Ends is {Ends}. "
                + $"Use values that {nameof(TokenWindowRows)} and {nameof(TokenWindowEnds)} name.");
        }
    }
}
