namespace LanguageModeling.Embeddings;

/// <summary>What is looked for among all words.</summary>
/// <param name="Score">Compares a row with it.</param>
/// <param name="Vector">The vector looked for; empty where there is more than one.</param>
/// <param name="Unit">The same with length 1, for a query by cosine; null for others.</param>
/// <param name="LeftOut">Ids that are no answer.</param>
internal sealed record SearchQuery(SearchQuery.RowScore Score, float[] Vector, float[]? Unit, int[] LeftOut)
{
    /// <summary>The greater, the better.</summary>
    public delegate double RowScore(ReadOnlySpan<float> row, float inverseNorm);
}
