namespace LanguageModeling;

/// <summary>Adds the training of tokenizers to <c>mlContext.LanguageModeling.Trainers</c>.</summary>
public static class TokenizerTrainerExtensions
{
    /// <summary>Trains a tokenizer on rows of text. The fitted transformer encodes text with it.</summary>
    /// <param name="trainers">The trainers of a context.</param>
    /// <param name="outputColumnName">Name of the column with the tokens' ids.</param>
    /// <param name="inputColumnName">Name of the column with the text.</param>
    /// <param name="algorithm">How the tokenizer is learned.</param>
    /// <param name="vocabularySize">How many tokens there shall be, special ones included.</param>
    /// <exception cref="ArgumentOutOfRangeException">The algorithm or the size is out of its range.</exception>
    public static TokenizerTrainer Tokenizer(
        this LanguageModelingTrainers trainers,
        string outputColumnName = "Tokens",
        string inputColumnName = "Text",
        TokenizerAlgorithm algorithm = TokenizerAlgorithm.ByteLevelBpe,
        int vocabularySize = 32_000)
        => Tokenizer(trainers, new TokenizerTrainer.Options
        {
            Training = new TokenizerTrainingOptions { Algorithm = algorithm, VocabularySize = vocabularySize },
            Encoding = new EncodeTokensOptions { OutputColumnName = outputColumnName, InputColumnName = inputColumnName },
        });

    /// <summary>Trains a tokenizer on rows of text.</summary>
    /// <param name="trainers">The trainers of a context.</param>
    /// <param name="options">Settings.</param>
    public static TokenizerTrainer Tokenizer(this LanguageModelingTrainers trainers, TokenizerTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(trainers);
        return new TokenizerTrainer(trainers.Environment, options);
    }
}
