namespace LanguageModeling.Estimation;

/// <summary>Which words an n-gram model can predict.</summary>
/// <param name="Count">V: all but &lt;s&gt; and padding.</param>
/// <param name="Unknown">Id of the unknown word; it can be predicted.</param>
/// <param name="Beginning">Id of &lt;s&gt;; it cannot.</param>
internal readonly record struct PredictedWords(long Count, int Unknown, int Beginning);
