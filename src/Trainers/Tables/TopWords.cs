namespace LanguageModeling.Tables;

/// <summary>Keeps the most probable of many words; of equally probable ones those with the lower ids.</summary>
/// <param name="count">How many.</param>
internal sealed class TopWords(int count)
{
    // The worst comes out first.
    private readonly PriorityQueue<TokenAlternative, (double, int)> _kept = new(Math.Min(count, 1024) + 1);

    /// <summary>Takes a word.</summary>
    /// <returns>Whether it is among the best so far.</returns>
    public bool Add(int word, double logProbability)
    {
        var item = new TokenAlternative(word, logProbability);
        if (_kept.Count < count)
        {
            _kept.Enqueue(item, (logProbability, -word));
            return true;
        }

        return count > 0 && _kept.EnqueueDequeue(item, (logProbability, -word)).Id != word;
    }

    /// <summary>The words, most probable first.</summary>
    public TokenAlternative[] ToArray()
    {
        var words = new TokenAlternative[_kept.Count];
        for (int i = words.Length - 1; i >= 0; i--)
        {
            words[i] = _kept.Dequeue();
        }

        return words;
    }
}
