using System.Text;

namespace LanguageModeling;

/// <summary>Settings for reading word vectors that another program wrote. Immutable; copy with <c>with</c>.</summary>
public sealed record WordVectorReadingOptions
{
    /// <summary>
    /// Format of the file. Default null: told from the file. The three text formats with a header are read by the same rules, so are the two binary ones.
    /// </summary>
    public WordVectorFormat? Format { get; init; }

    /// <summary>
    /// Encoding of the words: UTF-8 (the default) or any other that spells ASCII as ASCII does, such as Latin-1 or GBK.
    /// Files in UTF-16 must be converted first.
    /// </summary>
    public Encoding Encoding { get; init; } = Encoding.UTF8;

    /// <summary>
    /// Whether bytes of words that are not valid in the encoding become U+FFFD. Default false: they are an error. word2vec cuts words after 99
    /// bytes, which may be the middle of a character.
    /// </summary>
    public bool ReplaceInvalid { get; init; }

    /// <summary>Whether of words that come more than once the first is taken and the others are passed over. Default false: they are an error.</summary>
    public bool KeepFirstOfDuplicates { get; init; }

    /// <summary>Reads no more than this many words, the first ones of the file; usually the most frequent. At least 1. Default null: all.</summary>
    public int? MaximumCount { get; init; }

    /// <summary>Numbers in each vector of a file without header, from 1 on. Default null: told from the first lines of the file.</summary>
    public int? Dimension { get; init; }

    /// <summary>Stops reading.</summary>
    public CancellationToken CancellationToken { get; init; }

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Encoding);
        if (Format is { } format && !Enum.IsDefined(format))
        {
            throw new ArgumentOutOfRangeException(nameof(Format), Format, "Choose one of the values of WordVectorFormat, or null.");
        }

        if (MaximumCount < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(MaximumCount), MaximumCount, "MaximumCount must be at least 1, or null for all words.");
        }

        if (Dimension < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(Dimension), Dimension, "Dimension must be at least 1, or null to tell it from the file.");
        }

        RequireAscii(Encoding);
    }

    internal static void RequireAscii(Encoding encoding)
    {
        const string Sample = "\n 0123456789+-.eE";
        if (!encoding.GetBytes(Sample).AsSpan().SequenceEqual(Encoding.ASCII.GetBytes(Sample)))
        {
            throw new ArgumentException(
                $"The encoding {encoding.WebName} does not spell ASCII in single bytes, as these formats need. Use UTF-8, or another encoding that does.",
                nameof(encoding));
        }
    }
}
