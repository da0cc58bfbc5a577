namespace LanguageModeling;

/// <summary>A language model with the codec that its token ids belong to: text in, scores and text out.</summary>
/// <remarks>Immutable and safe for use by many threads at once.</remarks>
public sealed class TextLanguageModel
{
    /// <summary>Pairs a model with its codec.</summary>
    /// <param name="model">Scores token ids.</param>
    /// <param name="codec">Turns text into the ids that <paramref name="model"/> was trained on, and back.</param>
    /// <exception cref="ArgumentException">The codec can give ids that the model does not have.</exception>
    public TextLanguageModel(ILanguageModel model, ITextCodec codec)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(codec);
        if (codec.VocabularySize > model.VocabularySize)
        {
            throw new ArgumentException(
                $"The codec has {codec.VocabularySize} tokens but the model only {model.VocabularySize}. Use the codec that the model was trained with.", nameof(codec));
        }

        Model = model;
        Codec = codec;
    }

    /// <summary>Scores token ids.</summary>
    public ILanguageModel Model { get; }

    /// <summary>Turns text into token ids and back.</summary>
    public ITextCodec Codec { get; }
}
