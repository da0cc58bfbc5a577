namespace LanguageModeling.Learning;

/// <summary>Receives a word.</summary>
internal delegate void WordSink(ReadOnlySpan<char> word);

/// <summary>Splits texts into the words that a tokenizer looks at one by one.</summary>
internal interface IWordSource
{
    /// <summary>Gives the words of a text, spelled as the model sees them, but bytes not yet as letters.</summary>
    void Split(string text, WordSink sink);
}
