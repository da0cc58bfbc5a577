namespace LanguageModeling.Counting;

/// <summary>Takes in text, one sentence a line, and numbers its tokens in the order in which they appear, after the special ones.</summary>
internal interface ITextReader
{
    /// <summary>The tokens read so far.</summary>
    Vocabulary Vocabulary { get; }

    /// <summary>How many there are, the special ones too.</summary>
    int WordCount { get; }

    /// <summary>Reads a text to its end; it goes on where the last one ended.</summary>
    /// <param name="stream">UTF-8, plain or gzip.</param>
    /// <param name="source">Its name for messages.</param>
    void Read(Stream stream, string source);

    /// <summary>Ends the text.</summary>
    void Finish();
}
