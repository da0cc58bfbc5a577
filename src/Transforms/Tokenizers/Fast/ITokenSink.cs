namespace LanguageModeling.Tokenizers;

/// <summary>Takes the tokens of a text. Implemented by structs, so that each has a loop of its own.</summary>
internal interface ITokenSink
{
    /// <summary>Takes the tokens of a word, each of which stands for bytes of its UTF-8.</summary>
    /// <param name="ids">Their ids; valid during the call.</param>
    /// <param name="word">The word.</param>
    /// <param name="start">Where it begins in the source text.</param>
    void AddWord(scoped ReadOnlySpan<int> ids, ReadOnlySpan<char> word, int start);

    /// <summary>Takes a token.</summary>
    /// <param name="token">The token, with its place in a part of the text.</param>
    /// <param name="start">Where that part begins in the source text.</param>
    void Add(ModelToken token, int start);
}
