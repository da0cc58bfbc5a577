using LanguageModeling.Text;

namespace LanguageModeling;

/// <summary>
/// Prepares text for word-level models: Unicode normalization first, then one token for each URL, e-mail address and number, then lower case.
/// Every step can be undone.
/// </summary>
/// <remarks>Immutable and safe for use by many threads at once.</remarks>
public sealed class TextPreparation
{
    private readonly ClassFinder _classes;

    /// <summary>Makes the steps.</summary>
    /// <param name="options">Settings.</param>
    /// <exception cref="ArgumentException">A setting cannot be.</exception>
    public TextPreparation(TextPreparationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Options = options;
        _classes = new ClassFinder(options);
    }

    /// <summary>The settings.</summary>
    public TextPreparationOptions Options { get; }

    /// <summary>Prepares a text.</summary>
    /// <param name="text">Any text.</param>
    public PreparedText Apply(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        PreparedText prepared = PreparedText.Of(text);
        if (Options.Normalization is { } form)
        {
            prepared = prepared.Change(NormalizationChanges.Find(text, form));
        }

        prepared = prepared.Change(_classes.Find(prepared.Text));
        return Options.Lowercase ? prepared.ToLowerCase() : prepared;
    }
}
