using System.Text;

namespace LanguageModeling.Embeddings;

/// <summary>Decodes the words of a file and finds those that come twice.</summary>
internal sealed class WordList
{
    private readonly WordVectorReadingOptions _options;
    private readonly Encoding _encoding;
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<string> _words = [];

    public WordList(WordVectorReadingOptions options)
    {
        _options = options;
        _encoding = (Encoding)options.Encoding.Clone();
        _encoding.DecoderFallback = options.ReplaceInvalid ? new DecoderReplacementFallback("\uFFFD") : DecoderFallback.ExceptionFallback;
    }

    /// <summary>Words kept.</summary>
    public int Count => _words.Count;

    /// <summary>Adds a word; <see langword="false"/> when it is there already and is to be passed over.</summary>
    /// <param name="bytes">The word as the file spells it.</param>
    /// <param name="place">Names the place for messages.</param>
    public bool Add(ReadOnlySpan<byte> bytes, Func<string> place)
    {
        if (bytes.IsEmpty)
        {
            throw new InvalidDataException($"{place()}: expected a word but found none before the numbers. Remove the line, or give its vector a word.");
        }

        string word;
        try
        {
            word = _encoding.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidDataException(
                $"{place()}: the word {Show(bytes)} is not valid {_encoding.WebName}. Name the file's encoding, or set ReplaceInvalid to put U+FFFD for such bytes.");
        }

        if (_places.TryAdd(word, _words.Count))
        {
            _words.Add(word);
            return true;
        }

        return _options.KeepFirstOfDuplicates ? false : throw new InvalidDataException(
            $"{place()}: the word \"{Cut(word)}\" is there already, as number {_places[word] + 1}. Remove one of them, or set KeepFirstOfDuplicates.");
    }

    /// <summary>The words as a vocabulary.</summary>
    public Vocabulary ToVocabulary() => new(_words, SpecialTokens.None);

    /// <summary>Bytes for a message: as text where they are plain, else in hexadecimal digits.</summary>
    public static string Show(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[..Math.Min(bytes.Length, 40)];
        return bytes.ContainsAnyExceptInRange((byte)' ', (byte)'~') ? $"0x{Convert.ToHexString(bytes)}" : $"\"{Encoding.ASCII.GetString(bytes)}\"";
    }

    private static string Cut(string word) => word.Length <= 80 ? word : word[..80];
}
