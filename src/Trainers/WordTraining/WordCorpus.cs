using System.Diagnostics;

namespace LanguageModeling.WordTraining;

/// <summary>A text to train on: its words in the order of their first appearance, how often each was seen, and the text itself as their numbers.</summary>
internal sealed class WordCorpus : IDisposable
{
    private const int LinesBetweenReports = 1 << 14;

    private readonly List<string> _words = [];
    private readonly List<long> _counts = [];
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _ids
        = new Dictionary<string, int>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly Word2VecOptions _options;
    private readonly long _started = Stopwatch.GetTimestamp();

    private WordCorpus(Word2VecOptions options)
    {
        _options = options;
        Spool = new WordSpool(options.WordsInMemory);
    }

    /// <summary>The words.</summary>
    public IReadOnlyList<string> Words => _words;

    /// <summary>How often each was seen.</summary>
    public IReadOnlyList<long> Counts => _counts;

    /// <summary>Words of the text.</summary>
    public long WordCount { get; private set; }

    public WordSpool Spool { get; }

    /// <summary>Takes in lines, each a sentence.</summary>
    public static WordCorpus Read(IEnumerable<string> lines, Word2VecOptions options)
    {
        var corpus = new WordCorpus(options);
        try
        {
            var parts = new List<TextPart>();
            char[] lower = [];
            long number = 0;
            foreach (string line in lines)
            {
                corpus.Check(number++);
                parts.Clear();
                options.Splitter.Split(line, parts);
                foreach (TextPart part in parts)
                {
                    ReadOnlySpan<char> word = options.Splitter.Spell(line, part);
                    if (options.Lowercase)
                    {
                        Array.Resize(ref lower, Math.Max(lower.Length, word.Length));
                        word = lower.AsSpan(0, word.ToLowerInvariant(lower));
                    }

                    corpus.Add(word);
                }

                corpus.Spool.Add(WordSpool.SentenceEnd);
            }

            return corpus;
        }
        catch
        {
            corpus.Dispose();
            throw;
        }
    }

    /// <summary>Takes in sentences of token ids. Special tokens are passed over.</summary>
    public static WordCorpus Read(IEnumerable<IReadOnlyList<int>> sentences, Vocabulary vocabulary, Word2VecOptions options)
    {
        var corpus = new WordCorpus(options);
        try
        {
            corpus._words.AddRange(vocabulary.Tokens);
            corpus._counts.AddRange(new long[vocabulary.Count]);
            SpecialTokens special = vocabulary.SpecialTokens;
            long number = 0;
            foreach (IReadOnlyList<int> sentence in sentences)
            {
                corpus.Check(number++);
                for (int i = 0; i < sentence.Count; i++)
                {
                    int id = sentence[i];
                    if ((uint)id >= (uint)vocabulary.Count)
                    {
                        throw new ArgumentOutOfRangeException(
                            nameof(sentences), id, $"Sentence {number}, token {i + 1}: the vocabulary has ids from 0 to {vocabulary.Count - 1}. Give the vocabulary that the text was encoded with.");
                    }

                    if (id != special.Unknown && id != special.BeginningOfSequence && id != special.EndOfSequence && id != special.Padding)
                    {
                        corpus.Add(id);
                    }
                }

                corpus.Spool.Add(WordSpool.SentenceEnd);
            }

            return corpus;
        }
        catch
        {
            corpus.Dispose();
            throw;
        }
    }

    public void Dispose() => Spool.Dispose();

    private void Add(ReadOnlySpan<char> word)
    {
        if (!_ids.TryGetValue(word, out int id))
        {
            id = _words.Count;
            _words.Add(word.ToString());
            _counts.Add(0);
            _ids[word] = id;
        }

        Add(id);
    }

    private void Add(int id)
    {
        _counts[id]++;
        WordCount++;
        Spool.Add(id);
    }

    private void Check(long lines)
    {
        _options.CancellationToken.ThrowIfCancellationRequested();
        if (lines % LinesBetweenReports == 0)
        {
            double seconds = Stopwatch.GetElapsedTime(_started).TotalSeconds;
            _options.Progress?.Report(new("Reading", WordCount, null, seconds == 0 ? 0 : WordCount / seconds, null, 0, double.NaN));
        }
    }
}
