using LanguageModeling.Records;

namespace LanguageModeling.DiskEstimation;

/// <summary>A text as its N-grams with their counts, sorted: all that estimation needs to know of it.</summary>
/// <param name="Vocabulary">With unknown token, &lt;s&gt; and &lt;/s&gt;.</param>
/// <param name="Order">N.</param>
/// <param name="FixedIds">Whether the ids are given from outside and must all stay.</param>
/// <param name="IsCutOff">Whether the last sentence has no &lt;/s&gt;.</param>
/// <param name="Open">
/// Begins to read. A record has as key the words of an N-gram from the last to the first, those before &lt;s&gt; being &lt;s&gt; too, and as
/// value its count. None ends in &lt;s&gt;.
/// </param>
internal sealed record CountedText(Vocabulary Vocabulary, int Order, bool FixedIds, bool IsCutOff, Func<IRecordSource> Open)
{
    /// <summary>What the records of N-grams look like.</summary>
    public static RecordShape ShapeOf(int order) => new(order, RecordCount.Width);
}
