using LanguageModeling.Counting;

namespace LanguageModeling.DiskEstimation;

/// <summary>Words of several texts, numbered as if the texts were one.</summary>
internal sealed class MergedVocabulary
{
    private readonly List<string> _words = [];
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);

    /// <summary>The words so far.</summary>
    public Vocabulary Vocabulary => new(
        _words,
        new SpecialTokens { Unknown = TextCorpusReader.Unknown, BeginningOfSequence = TextCorpusReader.Beginning, EndOfSequence = TextCorpusReader.End });

    /// <summary>Adds the words of the next text.</summary>
    /// <returns>For each of its ids the new one.</returns>
    public int[] Add(Vocabulary vocabulary)
    {
        int[] ids = new int[vocabulary.Count];
        for (int id = 0; id < ids.Length; id++)
        {
            string word = vocabulary[id];
            if (!_ids.TryGetValue(word, out ids[id]))
            {
                ids[id] = _words.Count;
                _ids.Add(word, ids[id]);
                _words.Add(word);
            }
        }

        return ids;
    }
}
