using System.Text;
using LanguageModeling.Text;

namespace LanguageModeling.Embeddings;

/// <summary>Decodes the words of a file and finds those that come twice.</summary>
internal sealed class WordList
{
    private const int MostRoom = 1 << 24; // words, before they are there

    private readonly WordVectorReadingOptions _options;
    private readonly Encoding _encoding;
    private readonly Func<long, string> _place;
    private readonly Dictionary<string, int> _ids;
    private readonly List<string> _words;

    /// <summary>Begins a list.</summary>
    /// <param name="options">Encoding, and what is done about words that come twice.</param>
    /// <param name="expected">How many words there may be, which is what room is made for.</param>
    /// <param name="place">Names a place for messages.</param>
    public WordList(WordVectorReadingOptions options, long expected, Func<long, string> place)
    {
        _options = options;
        _place = place;
        _encoding = (Encoding)options.Encoding.Clone();
        _encoding.DecoderFallback = options.ReplaceInvalid ? new DecoderReplacementFallback("\uFFFD") : DecoderFallback.ExceptionFallback;
        int room = (int)Math.Min(expected, MostRoom);
        _ids = new Dictionary<string, int>(room, StringComparer.Ordinal);
        _words = new List<string>(room);
    }

    /// <summary>Adds a word; <see langword="false"/> when it is there already and is to be passed over.</summary>
    /// <param name="bytes">The word as the file spells it.</param>
    /// <param name="place">Where it stands: a line or a byte offset.</param>
    public bool Add(ReadOnlySpan<byte> bytes, long place)
    {
        if (bytes.IsEmpty)
        {
            throw new InvalidDataException($"{_place(place)}: expected a word but found none before the numbers. Remove the line, or give its vector a word.");
        }

        if (!TryDecode(bytes, out string word))
        {
            throw new InvalidDataException(
                $"{_place(place)}: the word {Show(bytes)} is not valid {_encoding.WebName}. Name the file's encoding, or set ReplaceInvalid to put U+FFFD for such bytes.");
        }

        if (_ids.TryAdd(word, _words.Count))
        {
            _words.Add(word);
            return true;
        }

        return _options.KeepFirstOfDuplicates ? false : throw new InvalidDataException(
            $"{_place(place)}: the word \"{Cut(word)}\" is there already, as number {_ids[word] + 1}. Remove one of them, or set KeepFirstOfDuplicates.");
    }

    /// <summary>The words as a vocabulary, which takes them over.</summary>
    public Vocabulary ToVocabulary() => Vocabulary.Adopt([.. _words], _ids);

    /// <summary>Bytes for a message, up to the end of their line: as text where they are plain, else in hexadecimal digits.</summary>
    public static string Show(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[..Math.Min(bytes.Length, 40)];
        int end = bytes.IndexOfAny("\r\n"u8);
        bytes = end > 0 ? bytes[..end] : bytes;
        return bytes.ContainsAnyExceptInRange((byte)' ', (byte)'~') ? $"0x{Convert.ToHexString(bytes)}" : $"\"{Encoding.ASCII.GetString(bytes)}\"";
    }

    private static string Cut(string word) => word.Length <= 80 ? word : word[..80];

    private bool TryDecode(ReadOnlySpan<byte> bytes, out string word)
    {
        try
        {
            word = _encoding.GetString(bytes);
            return word.Length > 0 && WellFormedText.IsWellFormed(word);
        }
        catch (DecoderFallbackException)
        {
            word = "";
            return false;
        }
    }
}
