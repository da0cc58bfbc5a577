namespace LanguageModeling.Counting;

/// <summary>Takes in a text sentence by sentence.</summary>
internal interface ITokenCollector
{
    /// <summary>Tokens added so far, &lt;/s&gt; included, &lt;s&gt; not.</summary>
    long TokenCount { get; }

    /// <summary>Begins a sentence.</summary>
    void BeginSentence();

    /// <summary>Adds a token to the sentence.</summary>
    void Add(int token);

    /// <summary>Ends the sentence with &lt;/s&gt;.</summary>
    void EndSentence();

    /// <summary>Leaves the last sentence without &lt;/s&gt;.</summary>
    void CutOffSentence();
}
