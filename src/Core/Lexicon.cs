using System.Globalization;
using System.Text;
using LanguageModeling.Files;
using LanguageModeling.Text;

namespace LanguageModeling;

/// <summary>Words with their counts, by which text without spaces, such as Chinese, is split into words.</summary>
/// <remarks>
/// Immutable and safe for use by many threads at once. Its splitters are rules like those of <see cref="TextSplitter"/>: models that use one
/// hold the dictionary. They first split as <see cref="TextSplitter.Cjk"/> does and then join what touches each other and is a word together;
/// so a word may hold Latin letters (卡拉OK), and what is in no word comes out as the cjk rule has it.
/// </remarks>
public sealed class Lexicon : ISavable<Lexicon>
{
    private const int FormatVersion = 1;

    private readonly double _logTotal;

    /// <summary>Makes a dictionary of words.</summary>
    /// <param name="words">Words and how often each was seen; of a word that is there several times the counts add up.</param>
    /// <exception cref="ArgumentException">There are no words, a word is empty, not text or has white space in it, or a count is negative.</exception>
    public Lexicon(IEnumerable<KeyValuePair<string, long>> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach ((string word, long count) in words)
        {
            if (string.IsNullOrEmpty(word) || count < 0 || word.Any(char.IsWhiteSpace) || !WellFormedText.IsWellFormed(word))
            {
                throw new ArgumentException($"The word \"{word}\" with count {count} is empty, not text, has white space in it or a count below 0. Leave it out.", nameof(words));
            }

            counts[word] = checked(counts.GetValueOrDefault(word) + count);
        }

        if (counts.Count == 0)
        {
            throw new ArgumentException("There are no words. Give at least one.", nameof(words));
        }

        Words = counts.AsReadOnly();
        Prefixes = new WordPrefixes(counts);
        LongestWord = counts.Keys.Max(word => word.Length);
        _logTotal = Math.Log(Math.Max(1, counts.Values.Sum(count => (double)count)));
        ForwardMatching = new ForwardMatchingSplitter(this);
        BackwardMatching = new BackwardMatchingSplitter(this);
        MostProbable = new UnigramSplitter(this);
    }

    /// <summary>The words and how often each was seen.</summary>
    public IReadOnlyDictionary<string, long> Words { get; }

    /// <summary>"forward-matching": from left to right, the longest word each time (forward maximum matching).</summary>
    public TextSplitter ForwardMatching { get; }

    /// <summary>"backward-matching": from right to left, the longest word each time (backward maximum matching).</summary>
    public TextSplitter BackwardMatching { get; }

    /// <summary>
    /// "unigram": the words with the greatest product of P(w) = count(w) / total (Viterbi); words of count 0, and characters that are no word,
    /// count as seen once. Of equals, longer words first.
    /// </summary>
    public TextSplitter MostProbable { get; }

    internal WordPrefixes Prefixes { get; }

    /// <summary>Length of the longest word, in UTF-16 code units.</summary>
    internal int LongestWord { get; }

    /// <summary>Reads a word list: a word a line, or a word, white space, its count and anything else, as jieba's <c>dict.txt</c>.</summary>
    /// <param name="path">UTF-8 text, plain or packed by gzip. A word without a count counts as seen once.</param>
    /// <exception cref="InvalidDataException">The file is no such list.</exception>
    public static Lexicon Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Parse(TextLines.Read(path), path);
    }

    /// <summary>Counts the words of text that is split already, with white space between words.</summary>
    /// <param name="texts">Texts.</param>
    /// <param name="minimumCount">Words seen less often are left out.</param>
    /// <exception cref="ArgumentException">No word is seen so often.</exception>
    public static Lexicon Count(IEnumerable<string> texts, long minimumCount = 1)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (string word in texts.SelectMany(text => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))
        {
            string repaired = WellFormedText.Repair(word).ToString();
            counts[repaired] = counts.GetValueOrDefault(repaired) + 1;
        }

        return new Lexicon(counts.Where(entry => entry.Value >= minimumCount));
    }

    /// <summary>
    /// Finds words in text that is not split: of all that come up often, those that the most probable splits use, by expectation
    /// maximization of a unigram model (Deligne and Bimbot 1995).
    /// </summary>
    /// <param name="texts">Texts; read once.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <exception cref="ArgumentException">The texts have no words.</exception>
    public static Lexicon Learn(IEnumerable<string> texts, WordLearningOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        options ??= new WordLearningOptions();
        options.Validate();
        return new WordLearner(texts, options).Learn();
    }

    /// <summary>Reads a dictionary that <see cref="Save"/> wrote.</summary>
    /// <inheritdoc cref="ISavable{TSelf}.Load"/>
    public static Lexicon Load(Stream stream)
    {
        var reader = new BinaryModelReader(stream, "LMWORDS\0"u8, FormatVersion, "word dictionary");
        Lexicon dictionary = Read(reader);
        reader.Complete();
        return dictionary;
    }

    /// <inheritdoc/>
    public void Save(Stream stream)
    {
        var writer = new BinaryModelWriter(stream, "LMWORDS\0"u8, FormatVersion);
        Write(writer);
        writer.Complete();
    }

    /// <summary>Writes a word list that <see cref="Read(string)"/> reads, the most frequent words first.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    public void Write(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(ToText())));
    }

    /// <summary>The word list, the most frequent words first.</summary>
    internal string ToText()
    {
        var text = new StringBuilder();
        foreach ((string word, long count) in Words.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"{word} {count}\n");
        }

        return text.ToString();
    }

    /// <summary>Reads a word list.</summary>
    /// <param name="lines">Its lines.</param>
    /// <param name="place">Where it came from, for messages.</param>
    internal static Lexicon Parse(IEnumerable<string> lines, string place)
    {
        var words = new List<KeyValuePair<string, long>>();
        int number = 0;
        foreach (string line in lines)
        {
            number++;
            string[] fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            long count = 1;
            if (fields.Length > 1 && !long.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out count))
            {
                throw new InvalidDataException(
                    $"{place}, line {number}: expected a count after the word \"{fields[0]}\" but found \"{fields[1]}\". Give a word and its count a line.");
            }

            if (fields.Length > 0)
            {
                words.Add(KeyValuePair.Create(fields[0], count));
            }
        }

        return words.Count > 0 ? new Lexicon(words) : throw new InvalidDataException($"{place}: expected a word a line but found none. Give a word list.");
    }

    /// <summary>Finds a splitter by its method's name; null for none.</summary>
    internal TextSplitter? FindSplitter(string name)
        => ((TextSplitter[])[ForwardMatching, BackwardMatching, MostProbable]).FirstOrDefault(splitter => splitter.Name == name);

    /// <summary>The natural log of P(w).</summary>
    /// <param name="count">The word's count; null for a part that is no word.</param>
    internal double LogProbability(long? count) => Math.Log(Math.Max(1, count ?? 1)) - _logTotal;

    internal bool HasSameWords(Lexicon other)
        => Words.Count == other.Words.Count && Words.All(entry => other.Words.TryGetValue(entry.Key, out long count) && count == entry.Value);

    /// <summary>Reads the dictionary as a part of a larger object.</summary>
    internal static Lexicon Read(BinaryModelReader reader)
    {
        var words = new List<KeyValuePair<string, long>>();
        for (int left = reader.ReadInt32(1, int.MaxValue, "a number of words"); left > 0; left--)
        {
            words.Add(KeyValuePair.Create(reader.ReadString(), reader.ReadInt64()));
        }

        try
        {
            return new Lexicon(words);
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            throw reader.Error($"found words that cannot be: {e.Message}");
        }
    }

    /// <summary>Writes the dictionary as a part of a larger object.</summary>
    internal void Write(BinaryModelWriter writer)
    {
        writer.Write(Words.Count);
        foreach ((string word, long count) in Words)
        {
            writer.Write(word);
            writer.Write(count);
        }
    }
}
