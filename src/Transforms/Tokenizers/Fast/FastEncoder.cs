namespace LanguageModeling.Tokenizers;

/// <summary>
/// A faster way to what <see cref="PipelineEncoder"/> gives, the plain way, for the pipelines that it is made for; tests compare the two.
/// Safe for use by many threads at once.
/// </summary>
internal abstract class FastEncoder
{
    /// <summary>Encodes a text, nothing added.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="sink">Receives the tokens in order.</param>
    /// <returns>Whether the text can be encoded this way; if not, the sink has got nothing.</returns>
    public abstract bool TryEncode<TSink>(ReadOnlySpan<char> text, ref TSink sink)
        where TSink : struct, ITokenSink, allows ref struct;

    /// <summary>Finds the fast way of a pipeline; null when there is none.</summary>
    public static FastEncoder? Create(TokenizerPipeline pipeline, AddedVocabulary added)
        => ByteLevelEncoder.Create(pipeline, added) ?? WordwiseEncoder.Create(pipeline, added) ?? (FastEncoder?)MarkedWordEncoder.Create(pipeline, added);
}
