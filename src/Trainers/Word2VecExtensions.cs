namespace LanguageModeling;

/// <summary>Adds word vectors to <c>mlContext.LanguageModeling.Trainers</c>.</summary>
public static class Word2VecExtensions
{
    /// <summary>Trains word vectors on rows of tokens. The fitted transformer puts them in the place of the words.</summary>
    /// <param name="trainers">The trainers of a context.</param>
    /// <param name="outputColumnName">Name of the column with the embedding.</param>
    /// <param name="tokensColumnName">Name of the column with token ids or keys, as EncodeTokens makes it.</param>
    /// <param name="dimension">Numbers in each vector.</param>
    /// <param name="pooling">How the vectors of a row become one.</param>
    /// <exception cref="ArgumentOutOfRangeException">The dimension or the pooling is out of its range.</exception>
    public static Word2VecTrainer Word2Vec(
        this LanguageModelingTrainers trainers,
        string outputColumnName = "Embedding",
        string tokensColumnName = "Tokens",
        int dimension = 100,
        EmbeddingPooling pooling = EmbeddingPooling.Mean)
        => Word2Vec(trainers, new Word2VecTrainer.Options
        {
            Training = new Word2VecOptions { Dimension = dimension },
            Embedding = new EmbedTokensOptions { OutputColumnName = outputColumnName, InputColumnName = tokensColumnName, Pooling = pooling },
        });

    /// <summary>Trains word vectors on rows of tokens.</summary>
    /// <param name="trainers">The trainers of a context.</param>
    /// <param name="options">Settings.</param>
    public static Word2VecTrainer Word2Vec(this LanguageModelingTrainers trainers, Word2VecTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(trainers);
        return new Word2VecTrainer(trainers.Environment, options);
    }
}
