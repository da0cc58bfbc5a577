namespace LanguageModeling.Tokenizers;

/// <summary>Runs the steps of a pipeline from ids to text.</summary>
/// <param name="pipeline">The steps.</param>
/// <param name="added">The added tokens.</param>
internal sealed class PipelineDecoder(TokenizerPipeline pipeline, AddedVocabulary added)
{
    /// <summary>The spelling of a token; null for an id that is not in the vocabulary.</summary>
    public string? TokenOf(int id) => added.Tokens.TryGetValue(id, out AddedToken? token) ? token.Content
        : pipeline.Model.Tokens.TryGetToken(id, out string? text) ? text
        : null;

    /// <summary>Whether a token is no text.</summary>
    public bool IsSpecial(int id) => added.Tokens.TryGetValue(id, out AddedToken? token) && token.Special;

    /// <summary>The bytes of a token that stands for bytes, or for no text; null for one whose text has to be decoded.</summary>
    public byte[]? FindBytes(int id) => IsSpecial(id) ? []
        : (added.Spellings.GetValueOrDefault(id) ?? TokenOf(id)) is { } token ? pipeline.Decoding?.FindBytes(token)
        : [];

    /// <summary>The text of ids; those outside the vocabulary give nothing.</summary>
    public string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens)
    {
        var tokens = new List<string>(ids.Length);
        foreach (int id in ids)
        {
            if (!(skipSpecialTokens && IsSpecial(id)) && (added.Spellings.GetValueOrDefault(id) ?? TokenOf(id)) is { } token)
            {
                tokens.Add(token);
            }
        }

        return tokens.Count == 0 ? ""
            : pipeline.Decoding is { } decoding ? string.Concat(decoding.Decode(tokens))
            : string.Join(' ', tokens);
    }
}
