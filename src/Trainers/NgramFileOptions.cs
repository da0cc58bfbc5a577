namespace LanguageModeling;

/// <summary>How a model is written to a file of this library. Immutable; copy with <c>with</c>.</summary>
public sealed record NgramFileOptions
{
    /// <summary>How the n-grams lie in the file. Default <see cref="NgramFileFormat.Fast"/>.</summary>
    public NgramFileFormat Format { get; init; } = NgramFileFormat.Fast;

    /// <summary>
    /// Compact form: bits for a probability, from 2 to 16; those of each order are put into so many bins of equal size, each given back as
    /// its mean. Default 0: without loss. Single words keep theirs.
    /// </summary>
    public int ProbabilityBits { get; init; }

    /// <summary>Compact form: bits for a back-off weight, from 2 to 16, as for <see cref="ProbabilityBits"/>. Default 0: without loss.</summary>
    public int BackoffBits { get; init; }

    internal void Validate()
    {
        if (!Enum.IsDefined(Format))
        {
            throw new ArgumentOutOfRangeException(nameof(Format), Format, "Choose one of the values of NgramFileFormat.");
        }

        Validate(nameof(ProbabilityBits), ProbabilityBits);
        Validate(nameof(BackoffBits), BackoffBits);
    }

    private void Validate(string name, int bits)
    {
        if (bits is not 0 and (< 2 or > 16))
        {
            throw new ArgumentOutOfRangeException(name, bits, $"{name} must be from 2 to 16, or 0 for no loss; 8 is usual.");
        }

        if (bits != 0 && Format != NgramFileFormat.Compact)
        {
            throw new ArgumentOutOfRangeException(name, bits, $"The {Format} form does not quantize. Leave {name} at 0, or choose the compact form.");
        }
    }
}
