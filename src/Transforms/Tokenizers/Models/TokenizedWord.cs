namespace LanguageModeling.Tokenizers;

/// <summary>The tokens of a word within a text.</summary>
/// <param name="Tokens">The tokens, with their places in the word.</param>
internal sealed record TokenizedWord(ModelToken[] Tokens)
{
    /// <summary>What each step from one token to the next adds to the score, where the model has scores.</summary>
    public double[] Scores { get; init; } = [];

    /// <summary>The word has the same tokens after any text whose score is nearer to 0 than this.</summary>
    public double Limit { get; init; } = double.PositiveInfinity;
}
