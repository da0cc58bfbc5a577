namespace LanguageModeling;

/// <summary>How often a model ranks the right choice first, over a data set; made by <see cref="ChoiceMetricsBuilder"/>.</summary>
/// <remarks>
/// Accuracy is what lm-evaluation-harness calls acc, AccuracyPerByte what it calls acc_bytes, and, where the choices have no characters beyond
/// ASCII, acc_norm. Of choices that are equally probable the first counts as ranked first. Standard errors are sqrt(a (1 - a) / (Count - 1)), the
/// questions taken as independent draws; null for fewer than two. Immutable.
/// </remarks>
public sealed class ChoiceMetrics
{
    internal ChoiceMetrics(long count, long right, long rightPerToken, long? rightPerByte, double chance)
    {
        Count = count;
        Accuracy = Share(right)!.Value;
        AccuracyPerToken = Share(rightPerToken)!.Value;
        AccuracyPerByte = Share(rightPerByte);
        ChanceAccuracy = count == 0 ? 0 : chance / count;
    }

    /// <summary>Number of questions.</summary>
    public long Count { get; }

    /// <summary>Share of questions whose right choice has the highest ln P(choice | context), from 0 to 1. Without questions 0.</summary>
    public double Accuracy { get; }

    /// <summary>The same by ln P divided by the number of tokens.</summary>
    public double AccuracyPerToken { get; }

    /// <summary>The same by ln P divided by the number of UTF-8 bytes; null where ids were ranked.</summary>
    public double? AccuracyPerByte { get; }

    /// <summary>The accuracy of drawing choices at random.</summary>
    public double ChanceAccuracy { get; }

    /// <summary>Standard error of <see cref="Accuracy"/>.</summary>
    public double? AccuracyStandardError => StandardError(Accuracy);

    /// <summary>Standard error of <see cref="AccuracyPerToken"/>.</summary>
    public double? AccuracyPerTokenStandardError => StandardError(AccuracyPerToken);

    /// <summary>Standard error of <see cref="AccuracyPerByte"/>.</summary>
    public double? AccuracyPerByteStandardError => StandardError(AccuracyPerByte);

    private double? Share(long? right) => right is null ? null : Count == 0 ? 0 : (double)right / Count;

    private double? StandardError(double? accuracy) => Count >= 2 && accuracy is { } a ? Math.Sqrt(a * (1 - a) / (Count - 1)) : null;
}
