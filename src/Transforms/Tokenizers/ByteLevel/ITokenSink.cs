namespace LanguageModeling.Tokenizers;

/// <summary>Takes what <see cref="ByteLevelEncoder"/> finds. Implemented by structs, so that each has a loop of its own.</summary>
internal interface ITokenSink
{
    /// <summary>Takes the tokens of a word.</summary>
    /// <param name="ids">Ids of the model; valid during the call.</param>
    /// <param name="word">The word.</param>
    /// <param name="start">Where it begins in the source text.</param>
    void AddWord(scoped ReadOnlySpan<int> ids, ReadOnlySpan<char> word, int start);

    /// <summary>Takes an added token, with white space that goes with it.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="text">What stands for it.</param>
    /// <param name="start">Where that begins in the source text.</param>
    void AddWhole(int id, ReadOnlySpan<char> text, int start);
}
