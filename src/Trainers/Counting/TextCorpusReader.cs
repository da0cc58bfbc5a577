using LanguageModeling.Text;

namespace LanguageModeling.Counting;

/// <summary>Takes in text, one sentence a line, and numbers its tokens in the order in which they appear, after the special ones.</summary>
internal sealed class TextCorpusReader : ITextReader
{
    /// <summary>The id of the unknown word.</summary>
    public const int Unknown = 0;

    /// <summary>The id of &lt;s&gt;.</summary>
    public const int Beginning = 1;

    /// <summary>The id of &lt;/s&gt;.</summary>
    public const int End = 2;

    private const int ReportEvery = 1 << 14; // lines

    private readonly NgramOptions _options;
    private readonly TextReadingOptions _reading;
    private readonly ITokenCollector _corpus;
    private readonly List<string> _tokens = ["<unk>", "<s>", "</s>"];
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _ids;
    private readonly List<TextPart> _parts = [];
    private char[] _lower = [];
    private string _openLine = ""; // a last line without line feed, which the next text goes on with

    /// <summary>Begins without text.</summary>
    /// <param name="options">Splitter, letter case, what to do with special tokens.</param>
    /// <param name="reading">How to read text.</param>
    /// <param name="corpus">Receives the sentences.</param>
    public TextCorpusReader(NgramOptions options, TextReadingOptions reading, ITokenCollector corpus)
    {
        _options = options;
        _reading = reading;
        _corpus = corpus;
        _ids = new Dictionary<string, int>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        for (int id = 0; id < _tokens.Count; id++)
        {
            _ids[_tokens[id]] = id;
        }
    }

    /// <summary>The tokens read so far.</summary>
    public Vocabulary Vocabulary
        => new(_tokens, new SpecialTokens { Unknown = Unknown, BeginningOfSequence = Beginning, EndOfSequence = End });

    /// <inheritdoc/>
    public int WordCount => _tokens.Count;

    /// <summary>Reads a text to its end.</summary>
    /// <param name="stream">UTF-8, plain or gzip.</param>
    /// <param name="source">Its name for messages.</param>
    public void Read(Stream stream, string source)
    {
        using var lines = new Utf8LineReader(stream, source, _reading);
        for (long number = 1; lines.ReadLine() is { } line; number++)
        {
            _options.CancellationToken.ThrowIfCancellationRequested();
            if (number % ReportEvery == 0)
            {
                _options.Progress?.Report(new("Reading", _corpus.TokenCount, null));
            }

            line = _openLine + line;
            _openLine = "";
            if (lines.LastLineIsOpen)
            {
                _openLine = line;
            }
            else
            {
                AddSentence(line, source, number);
                _corpus.EndSentence();
            }
        }
    }

    /// <summary>
    /// Ends the text. A last line without line feed is a sentence like any other, but not with <see cref="TextSplitter.Whitespace"/>: there,
    /// as with lmplz, it was cut off and gets no end.
    /// </summary>
    public void Finish()
    {
        if (_openLine.Length > 0)
        {
            AddSentence(_openLine, "The text", number: null);
            if (_options.Splitter == TextSplitter.Whitespace)
            {
                _corpus.CutOffSentence();
            }
            else
            {
                _corpus.EndSentence();
            }
        }
    }

    private void AddSentence(string line, string source, long? number)
    {
        _corpus.BeginSentence();
        _parts.Clear();
        _options.Splitter.Split(line, _parts);
        foreach (TextPart part in _parts)
        {
            int id = GetId(_options.Splitter.Spell(line, part));
            if (id > End)
            {
                _corpus.Add(id);
            }
            else if (!_options.SkipSymbols)
            {
                throw new InvalidDataException(
                    $"{source}, {(number is null ? "last line" : $"line {number}")}: found the word \"{_tokens[id]}\", which has a special part in n-gram models. "
                    + "Remove it, or set SkipSymbols to pass over such words.");
            }
        }
    }

    private int GetId(ReadOnlySpan<char> token)
    {
        if (_options.Lowercase)
        {
            Array.Resize(ref _lower, Math.Max(_lower.Length, token.Length));
            token = _lower.AsSpan(0, token.ToLowerInvariant(_lower));
        }

        if (!_ids.TryGetValue(token, out int id))
        {
            id = _tokens.Count;
            _tokens.Add(token.ToString());
            _ids[token] = id;
        }

        return id;
    }
}
