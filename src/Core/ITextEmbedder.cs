namespace LanguageModeling;

/// <summary>Turns texts into vectors: texts of like meaning get vectors of like direction.</summary>
/// <remarks>
/// Immutable and safe for use by many threads at once. One that also implements <see cref="ISavable{TSelf}"/> can be stored inside an ML.NET model
/// file.
/// </remarks>
public interface ITextEmbedder
{
    /// <summary>Length D of a vector.</summary>
    int Dimension { get; }

    /// <summary>Whether a text gives one vector; otherwise one for each of its tokens, one after another.</summary>
    bool IsPooled { get; }

    /// <summary>Counts the tokens of a text as <see cref="Embed"/> reads it.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The number of tokens; null where the embedder cannot tell.</returns>
    int? CountTokens(string text) => null;

    /// <summary>Embeds texts.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>For each text a vector of D numbers, or of D for each token.</returns>
    IReadOnlyList<float[]> Embed(IReadOnlyList<string> texts, CancellationToken cancellationToken = default);
}
