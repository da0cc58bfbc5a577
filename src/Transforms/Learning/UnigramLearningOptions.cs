namespace LanguageModeling.Learning;

/// <summary>Settings of <see cref="UnigramLearner"/>.</summary>
internal sealed record UnigramLearningOptions
{
    /// <summary>How many pieces there shall be.</summary>
    public required int Size { get; init; }

    /// <summary>Most characters of a piece.</summary>
    public required int MaximumPieceLength { get; init; }

    /// <summary>How many pieces to begin with, besides characters.</summary>
    public int SeedSize { get; init; } = 1_000_000;

    /// <summary>Which part of the pieces each pruning leaves.</summary>
    public required double ShrinkingFactor { get; init; }

    /// <summary>Told now and then how many pieces were taken away, of how many.</summary>
    public Action<long, long>? Report { get; init; }

    public CancellationToken CancellationToken { get; init; }
}
