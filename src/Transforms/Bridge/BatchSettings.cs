namespace LanguageModeling.Bridge;

/// <summary>How rows are gathered for a <see cref="BatchBinding"/>.</summary>
/// <param name="BatchSize">Rows computed by one call.</param>
/// <param name="ThreadCount">Calls made at a time.</param>
/// <param name="CancellationToken">Stops reading and computing.</param>
internal readonly record struct BatchSettings(int BatchSize, int ThreadCount, CancellationToken CancellationToken)
{
    /// <summary>Keeps batch size times threads far from overflow.</summary>
    public const int LargestBatch = 1 << 16;

    /// <summary>Checks the numbers, under the names of the options that they come from.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1, or the batch too large.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(BatchSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(BatchSize, LargestBatch);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ThreadCount, "NumberOfThreads");
    }
}
