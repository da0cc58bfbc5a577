namespace LanguageModeling;

/// <summary>What predicts what in <see cref="Word2VecModel"/>.</summary>
public enum Word2VecArchitecture
{
    /// <summary>Each word of the window predicts the word in its middle (skip-gram). Slower, better for rare words.</summary>
    SkipGram,

    /// <summary>The mean of the words of the window predicts the word in its middle (continuous bag of words).</summary>
    Cbow,
}
