using System.Globalization;
using System.Text;
using LanguageModeling.Tables;

namespace LanguageModeling.Arpa;

/// <summary>Reads ARPA files generously, and says in its errors where they are wrong and what to do.</summary>
internal sealed class ArpaReader
{
    /// <summary>log10 of the probability that KenLM gives to unknown words when a file has none.</summary>
    private const float MissingUnknown = -100;

    private const int ReportedTextLength = 60;
    private const int CheckEvery = 1 << 16;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ArpaLines _lines;
    private readonly string _source;
    private readonly ArpaReadingOptions _options;
    private readonly List<string> _tokens = [];
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _ids = new Dictionary<string, int>().GetAlternateLookup<ReadOnlySpan<char>>();
    private readonly List<string> _warnings = [];
    private readonly Surprise _clamped = new();
    private readonly Surprise _extraBackoffs = new();
    private char[] _characters = new char[256];

    private ArpaReader(Stream stream, string source, ArpaReadingOptions options)
    {
        _lines = new ArpaLines(stream, source);
        _source = source;
        _options = options;
    }

    private ReadOnlySpan<byte> Line => _lines.Current;

    /// <summary>Reads a model.</summary>
    /// <param name="stream">The text of the file, unpacked.</param>
    /// <param name="source">Its name for messages.</param>
    /// <param name="options">How generous to be.</param>
    public static NgramLanguageModel Read(Stream stream, string source, ArpaReadingOptions options)
        => new ArpaReader(stream, source, options).Read();

    private NgramLanguageModel Read()
    {
        long[] promised = ReadHeader(); // [N]
        var builder = new ArpaTablesBuilder(promised.Length);
        for (int n = 1; n <= promised.Length; n++)
        {
            ReadSection(n, promised, builder);
        }

        if (!Line.StartsWith("\\end\\"u8))
        {
            throw Unexpected("\"\\end\\\"");
        }

        SpecialTokens special = FindSpecialTokens(builder);
        BackoffTables tables = builder.Build(ngram => new InvalidDataException(
            $"{_source}: the {ngram.Length}-gram \"{string.Join(' ', ngram.Select(word => _tokens[word]))}\" is listed twice. Remove one of the lines."));
        Report(builder);
        return new NgramLanguageModel(
            new Vocabulary(_tokens, special), tables, smoothing: null, TextSplitter.Whitespace, lowercase: false, new ArpaReport(_source, _warnings));
    }

    /// <summary>Reads up to the first section's head, which becomes the current line.</summary>
    private long[] ReadHeader()
    {
        do
        {
            if (!NextLine())
            {
                throw Unexpected("\"\\data\\\"");
            }
        }
        while (Line.IsEmpty || Line[0] == (byte)'#');

        if (Line.StartsWith("iARPA"u8) || Line.StartsWith("qARPA"u8))
        {
            throw new NotSupportedException(
                $"{_source} is an intermediate file of IRSTLM ({Show(Line)}). Turn it into ARPA with \"compile-lm --text=yes\".");
        }

        if (!Line.StartsWith("\\data\\"u8))
        {
            throw Unexpected("\"\\data\\\"");
        }

        var promised = new List<long>();
        while (NextLine() && (Line.IsEmpty || Line.StartsWith("ngram "u8)))
        {
            if (!Line.IsEmpty)
            {
                promised.Add(ParseCount(promised.Count + 1));
            }
        }

        if (promised.Count == 0)
        {
            throw Unexpected("\"ngram 1=\" and a number");
        }

        return [.. promised];
    }

    private long ParseCount(int n)
    {
        string text = Encoding.UTF8.GetString(Line["ngram "u8.Length..]);
        string[] sides = text.Split('=');
        if (sides.Length != 2
            || !int.TryParse(sides[0], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int order)
            || order != n
            || !long.TryParse(sides[1], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out long count))
        {
            throw Unexpected($"\"ngram {n}=\" and a number");
        }

        return n <= NgramTrie.MaximumOrder
            ? count
            : throw new NotSupportedException($"{_source} holds n-grams of more than {NgramTrie.MaximumOrder} words, which this library does not read. Use a model of lower order.");
    }

    /// <summary>Reads one section; the line after it becomes the current line.</summary>
    private void ReadSection(int n, long[] promised, ArpaTablesBuilder builder)
    {
        if (!Line.SequenceEqual(Encoding.ASCII.GetBytes($"\\{n}-grams:")))
        {
            if (promised[n - 1] == 0)
            {
                return; // an empty order may lack its section
            }

            throw Unexpected($"\"\\{n}-grams:\"");
        }

        long seen = 0;
        while (NextLine() && !Line.StartsWith("\\"u8))
        {
            if (Line.IsEmpty)
            {
                continue;
            }

            if (seen == promised[n - 1])
            {
                throw Error($"the header promises {promised[n - 1]} {n}-grams but here is one more: {Show(Line)}.", "Correct the header, or make the file anew.");
            }

            ReadEntry(n, promised.Length, builder);
            seen++;
        }

        if (seen < promised[n - 1])
        {
            throw Error($"the header promises {promised[n - 1]} {n}-grams but {seen} were read.", "The file may be cut short; fetch or make it anew.");
        }
    }

    private void ReadEntry(int n, int order, ArpaTablesBuilder builder)
    {
        Span<Range> fields = stackalloc Range[NgramTrie.MaximumOrder + 3];
        int count = Split(Line, fields[..(n + 3)]);
        if (count < n + 1 || count > n + 2)
        {
            throw Error(
                $"expected a log probability, {n} word{(n == 1 ? "" : "s")}{(n < order ? " and perhaps a back-off weight" : "")}, but found {Show(Line)}.",
                "Words must not hold spaces; check that the line is whole.");
        }

        float probability = ParseNumber(fields[0], "a log probability");
        if (probability > 0)
        {
            if (!_options.ClampPositiveLogProbabilities)
            {
                throw Error($"the log probability {Show(Line[fields[0]])} is above 0.", "Set ClampPositiveLogProbabilities to take such as 0, or make the file anew.");
            }

            _clamped.Add(_lines.Number);
            probability = 0;
        }

        float backoff = count == n + 2 ? ParseNumber(fields[n + 1], "a back-off weight") : 0;
        if (count == n + 2 && n == order)
        {
            _extraBackoffs.Add(_lines.Number);
        }

        Span<int> words = stackalloc int[n];
        for (int i = 0; i < n; i++)
        {
            words[i] = n == 1 ? AddToken(fields[1]) : FindToken(fields[i + 1]);
        }

        builder.Add(words, probability, backoff);
    }

    private float ParseNumber(Range field, string what) => ArpaNumber.TryParse(Line[field], out float value)
        ? value
        : throw Error($"expected {what} but found {Show(Line[field])}.", "Check that the line is whole and its numbers are written with a decimal point.");

    private int AddToken(Range field)
    {
        ReadOnlySpan<char> token = Decode(field);
        if (!_ids.TryAdd(token, _tokens.Count))
        {
            throw Error($"the word {Show(Line[field])} is listed twice.", "Remove one of the lines.");
        }

        _tokens.Add(token.ToString());
        return _tokens.Count - 1;
    }

    private int FindToken(Range field) => _ids.TryGetValue(Decode(field), out int id)
        ? id
        : throw Error($"the word {Show(Line[field])} is not among the 1-grams.", "Every word needs a 1-gram; make the file anew.");

    private ReadOnlySpan<char> Decode(Range field)
    {
        ReadOnlySpan<byte> bytes = Line[field];
        if (bytes.Length > _characters.Length)
        {
            _characters = new char[bytes.Length];
        }

        try
        {
            return _characters.AsSpan(0, StrictUtf8.GetChars(bytes, _characters));
        }
        catch (DecoderFallbackException)
        {
            throw Error($"the word {Show(bytes)} is not UTF-8.", "Convert the file to UTF-8, for instance with iconv.");
        }
    }

    /// <summary>Fields are separated by any number of tabs and spaces.</summary>
    private static int Split(ReadOnlySpan<byte> line, Span<Range> fields)
    {
        int count = 0;
        for (int start = 0; start < line.Length && count < fields.Length;)
        {
            int length = line[start..].IndexOfAny((byte)'\t', (byte)' ');
            length = length < 0 ? line.Length - start : length;
            if (length > 0)
            {
                fields[count++] = start..(start + length);
            }

            start += length + 1;
        }

        return count;
    }

    private SpecialTokens FindSpecialTokens(ArpaTablesBuilder builder)
    {
        int? unknown = Find("<unk>") ?? Find("<UNK>");
        if (unknown is null)
        {
            _warnings.Add("The file has no <unk>; it was added with a log10 probability of -100.");
            unknown = _tokens.Count;
            _tokens.Add("<unk>");
            builder.Add([unknown.Value], MissingUnknown, 0);
        }

        var special = new SpecialTokens { Unknown = unknown, BeginningOfSequence = Find("<s>"), EndOfSequence = Find("</s>") };
        if (special.BeginningOfSequence is null)
        {
            _warnings.Add("The file has no <s>; sequences are scored without a beginning.");
        }

        if (special.EndOfSequence is null)
        {
            _warnings.Add("The file has no </s>; sequences are scored without an end.");
        }

        return special;

        int? Find(string token) => _ids.TryGetValue(token, out int id) ? id : null;
    }

    private void Report(ArpaTablesBuilder builder)
    {
        if (_clamped.Count > 0)
        {
            _warnings.Add($"{_clamped.Count} log probabilities above 0 were taken as 0, the first in line {_clamped.FirstLine}.");
        }

        if (_extraBackoffs.Count > 0)
        {
            _warnings.Add($"{_extraBackoffs.Count} back-off weights of n-grams of the highest order have no use and were left out, the first in line {_extraBackoffs.FirstLine}.");
        }

        if (builder.Added > 0)
        {
            _warnings.Add($"{builder.Added} n-grams that begin or end longer ones were missing; they were added with the probability that back-off gives them.");
        }
    }

    private bool NextLine()
    {
        if (_lines.Number % CheckEvery == 0)
        {
            _options.CancellationToken.ThrowIfCancellationRequested();
        }

        return _lines.MoveNext();
    }

    private InvalidDataException Unexpected(string expected)
        => _lines.AtEnd
            ? Error($"expected {expected} but the file ends.", "It may be cut short, or no ARPA file; fetch or make it anew.")
            : Error($"expected {expected} but found {Show(Line)}.", "Check that this is an ARPA file and that it is whole.");

    private InvalidDataException Error(string fault, string cure) => new($"{_source}, line {_lines.Number}: {fault} {cure}");

    /// <summary>Text for a message: in quotes, not too long, without control characters.</summary>
    private static string Show(ReadOnlySpan<byte> bytes)
    {
        string text = Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, ReportedTextLength)]);
        text = string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c));
        return bytes.Length > ReportedTextLength ? $"\"{text}…\"" : $"\"{text}\"";
    }

    /// <summary>Something that happened in some lines.</summary>
    private sealed class Surprise
    {
        public long Count { get; private set; }

        public long FirstLine { get; private set; }

        public void Add(long line)
        {
            FirstLine = Count++ == 0 ? line : FirstLine;
        }
    }
}
