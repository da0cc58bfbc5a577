namespace LanguageModeling.FastEstimation;

/// <summary>Which n-grams are left out of a model: the rare ones, and those with a word outside a given list.</summary>
internal sealed unsafe class NgramFilter
{
    private readonly long[] _thresholds; // [n]
    private readonly bool[]? _refused; // [V]

    /// <summary>Takes the settings.</summary>
    /// <param name="options">Thresholds and list of words.</param>
    /// <param name="vocabulary">All words, by id.</param>
    public NgramFilter(NgramOptions options, Vocabulary vocabulary)
    {
        _thresholds = [0, .. Enumerable.Range(1, options.Order).Select(options.PruningThreshold)];
        if (options.LimitVocabulary is { } list)
        {
            var allowed = new HashSet<string>(list, StringComparer.Ordinal);
            _refused = new bool[vocabulary.Count];
            for (int word = 0; word < _refused.Length; word++)
            {
                _refused[word] = !allowed.Contains(vocabulary[word]);
            }

            SpecialTokens special = vocabulary.SpecialTokens;
            _refused[special.Unknown!.Value] = _refused[special.BeginningOfSequence!.Value] = _refused[special.EndOfSequence!.Value] = false;
        }
    }

    /// <summary>Whether n-grams of an order can be pruned at all.</summary>
    public bool Prunes(int n) => _refused is not null || _thresholds[n] > 0;

    /// <summary>Whether an n-gram is left out; not for the special words themselves, which stay.</summary>
    /// <param name="n">Its order.</param>
    /// <param name="plain">How often it occurs.</param>
    /// <param name="refused">Whether it has a word that is not allowed.</param>
    public bool IsPruned(int n, long plain, bool refused) => refused || plain <= _thresholds[n];

    /// <summary>Whether a word is not in the list.</summary>
    public bool IsRefused(int word) => _refused is not null && _refused[word];

    /// <summary>Whether an n-gram has a word that is not in the list.</summary>
    public bool IsRefused(ReadOnlySpan<int> words)
    {
        for (int k = 0; _refused is not null && k < words.Length; k++)
        {
            if (_refused[words[k]])
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The shortest n-gram at a sorted place, longer than <paramref name="shared"/>, with a word that is not allowed; a high number when there is none.</summary>
    public int FirstBad(SuffixOrder sorted, int place, int shared, int depth)
    {
        if (_refused is not null)
        {
            int* end = sorted.Corpus.Ids.Items + sorted.Places[place];
            for (int n = shared + 1; n <= depth; n++)
            {
                if (_refused[end[1 - n]])
                {
                    return n;
                }
            }
        }

        return int.MaxValue;
    }
}
