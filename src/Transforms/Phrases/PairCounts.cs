namespace LanguageModeling.Phrases;

/// <summary>Counts words and neighbouring pairs, and scores the pairs.</summary>
internal sealed class PairCounts
{
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly List<string> _words = [];
    private readonly List<long> _counts = [];
    private readonly Dictionary<(int First, int Second), long> _pairs = [];
    private long _total;

    /// <summary>Counts a sentence.</summary>
    public void Add(List<string> words)
    {
        int previous = -1;
        foreach (string word in words)
        {
            if (!_ids.TryGetValue(word, out int id))
            {
                id = _words.Count;
                _ids[word] = id;
                _words.Add(word);
                _counts.Add(0);
            }

            _counts[id]++;
            _total++;
            if (previous >= 0)
            {
                _pairs[(previous, id)] = _pairs.GetValueOrDefault((previous, id)) + 1;
            }

            previous = id;
        }
    }

    /// <summary>The pairs above the threshold, best first; equal ones in ordinal order of their words.</summary>
    public PhraseTable Score(PhraseOptions options)
    {
        var phrases = new List<Phrase>();
        foreach (((int first, int second), long count) in _pairs)
        {
            if (count < options.MinimumCount || _counts[first] < options.MinimumCount || _counts[second] < options.MinimumCount)
            {
                continue;
            }

            double score = options.Scoring == PhraseScoring.Word2Phrase
                ? (count - options.MinimumCount) / (double)_counts[first] / _counts[second] * _total
                : MutualInformation((double)count / _total, (double)_counts[first] / _total, (double)_counts[second] / _total);
            if (score > options.EffectiveThreshold)
            {
                phrases.Add(new Phrase(_words[first], _words[second], score, count));
            }
        }

        return new PhraseTable(
            phrases.OrderByDescending(p => p.Score).ThenBy(p => p.First, StringComparer.Ordinal).ThenBy(p => p.Second, StringComparer.Ordinal));
    }

    private static double MutualInformation(double both, double first, double second) => Math.Log(both / first / second) / -Math.Log(both);
}
