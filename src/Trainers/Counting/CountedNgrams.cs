namespace LanguageModeling.Counting;

/// <summary>
/// The n-grams of one order, in suffix order: sorted by last word, then by the word before it, and so on. Single words are all words of
/// the vocabulary in the order of their ids, so that a word's id is also its place here.
/// </summary>
/// <remarks>An n-gram is written hw: its context h are the first n - 1 words, its suffix the last n - 1.</remarks>
internal sealed class CountedNgrams
{
    /// <summary>The last word w.</summary>
    public List<int> Word { get; } = [];

    /// <summary>Place of the context h among the n-grams of the order below; 0 for single words.</summary>
    public List<int> Context { get; } = [];

    /// <summary>Place of the suffix among the n-grams of the order below; 0 for single words.</summary>
    public List<int> Suffix { get; } = [];

    /// <summary>How often the n-gram occurs.</summary>
    public List<int> Plain { get; } = [];

    /// <summary>
    /// What Kneser-Ney counts below the highest order: how many different words stand to the left of the n-gram. At the highest order, and
    /// for n-grams that begin with &lt;s&gt; and so have nothing to their left, the plain count.
    /// </summary>
    public List<int> Adjusted { get; } = [];

    /// <summary>Which n-grams are left out of the model. Set by <see cref="Pruning"/>.</summary>
    public bool[] Pruned { get; set; } = [];

    /// <summary>Number of n-grams, those that are left out included.</summary>
    public int Count => Word.Count;

    /// <summary>Appends an n-gram with no counts yet.</summary>
    public void Add(int word, int context, int suffix)
    {
        Word.Add(word);
        Context.Add(context);
        Suffix.Add(suffix);
        Plain.Add(0);
        Adjusted.Add(0);
    }
}
