using System.Globalization;
using System.Text;
using LanguageModeling.Files;
using LanguageModeling.Tables;

namespace LanguageModeling.Arpa;

/// <summary>Reads ARPA files generously, and says in its errors where they are wrong and what to do.</summary>
/// <remarks>
/// A file in suffix order that lacks no part of its n-grams, as most tools write them, goes straight to the sink, in pieces that are read
/// side by side. Any other is collected first.
/// </remarks>
internal sealed partial class ArpaReader
{
    /// <summary>log10 of the probability that KenLM gives to unknown words when a file has none.</summary>
    private const float MissingUnknown = -100;

    private const int ReportedTextLength = 60;
    private const int CheckEvery = 1 << 16;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ArpaLines _lines;
    private readonly string _source;
    private readonly long? _length;
    private readonly ArpaReadingOptions _options;
    private readonly List<string> _tokens = [];
    private readonly ArpaWords _words = new();
    private readonly List<float> _wordProbabilities = [];
    private readonly List<float> _wordBackoffs = [];
    private readonly List<string> _warnings = [];
    private readonly Surprise _clamped = new();
    private readonly Surprise _extraBackoffs = new();
    private char[] _characters = new char[256];
    private INgramSink? _sink; // null while n-grams are collected
    private ArpaTablesBuilder? _collected;

    /// <summary>Begins.</summary>
    /// <param name="stream">The text of the file, unpacked.</param>
    /// <param name="source">Its name for messages.</param>
    /// <param name="length">Bytes that the text has at most; null when that is not known.</param>
    /// <param name="options">How generous to be.</param>
    public ArpaReader(Stream stream, string source, long? length, ArpaReadingOptions options)
    {
        _lines = new ArpaLines(stream, source);
        _source = source;
        _length = length;
        _options = options;
    }

    private ReadOnlySpan<byte> Line => _lines.Current;

    /// <summary>Reads a model and gives it to a sink.</summary>
    /// <param name="createSink">Makes the sink.</param>
    /// <param name="collect">Whether the n-grams may come in any order and lack parts, which takes memory and time.</param>
    /// <returns>The vocabulary and what was unusual; null when the file must be read again with <paramref name="collect"/>.</returns>
    public (Vocabulary Vocabulary, ArpaReport Report)? Read(Func<INgramSink> createSink, bool collect)
    {
        long[] promised = ReadHeader(); // [N]
        _collected = collect ? new ArpaTablesBuilder(promised.Length) : null;
        ReadWords(promised);
        var vocabulary = new Vocabulary(_tokens, FindSpecialTokens());
        try
        {
            if (!collect)
            {
                CheckPromises(promised);
                promised[0] = _tokens.Count;
                _sink = createSink();
                _sink.Begin(vocabulary, promised);
                _sink.Add(1, Enumerable.Range(0, _tokens.Count).ToArray(), ToArray(_wordProbabilities), promised.Length == 1 ? [] : ToArray(_wordBackoffs));
            }

            for (int n = 2; n <= promised.Length; n++)
            {
                if (!ReadSection(n, promised))
                {
                    return null;
                }
            }

            if (!Line.StartsWith("\\end\\"u8))
            {
                throw Unexpected("\"\\end\\\"");
            }

            if (collect)
            {
                BackoffTables tables = _collected!.Build(Repeated);
                NgramStream.Copy(tables, vocabulary, createSink(), _options.CancellationToken);
            }
            else
            {
                _sink!.End();
            }
        }
        catch (IncompleteNgramsException)
        {
            return null;
        }
        catch (RepeatedNgramException e)
        {
            throw Repeated(e.Words);
        }

        Report();
        return (vocabulary, new ArpaReport(_source, _warnings));

        static float[] ToArray(List<float> list) => [.. list];
    }

    private InvalidDataException Repeated(int[] ngram) => new(
        $"{_source}: the {ngram.Length}-gram \"{string.Join(' ', ngram.Select(word => _tokens[word]))}\" is listed twice. Remove one of the lines.");

    /// <summary>Goes into a section.</summary>
    /// <returns>Whether it is there; only an empty one may lack.</returns>
    private bool EnterSection(int n, long[] promised)
    {
        if (Line.SequenceEqual(Encoding.ASCII.GetBytes($"\\{n}-grams:")))
        {
            return true;
        }

        return promised[n - 1] != 0 ? throw Unexpected($"\"\\{n}-grams:\"") : false;
    }

    /// <summary>Reads the single words; the line after them becomes the current line.</summary>
    private void ReadWords(long[] promised)
    {
        long seen = 0;
        if (EnterSection(1, promised))
        {
            Span<int> words = stackalloc int[1];
            while (NextLine() && !Line.StartsWith("\\"u8))
            {
                if (!Line.IsEmpty)
                {
                    CheckRoom(1, seen++, promised);
                    (float p, float b) = ReadEntry(words, promised.Length);
                    AddWord(p, b);
                }
            }
        }

        CheckCount(1, seen, promised);
    }

    private void AddWord(float log10Probability, float log10Backoff)
    {
        _wordProbabilities.Add(log10Probability);
        _wordBackoffs.Add(log10Backoff);
        _collected?.Add([_wordProbabilities.Count - 1], log10Probability, log10Backoff);
    }

    /// <summary>Reads one section from 2 on; the line after it becomes the current line.</summary>
    /// <returns>Whether the n-grams came in suffix order, or were collected.</returns>
    private bool ReadSection(int n, long[] promised)
    {
        if (!EnterSection(n, promised))
        {
            return true;
        }

        int[] last = new int[n];
        long seen = 0;
        using var pieces = new ArpaPieces(_lines, n, promised.Length, _words);
        while (pieces.Next() is { } piece)
        {
            do
            {
                _options.CancellationToken.ThrowIfCancellationRequested();
                bool tooMany = piece.Count > promised[n - 1] - seen;
                if (tooMany)
                {
                    piece.Forget(); // one of its lines is wrong: all are read again, with care
                }

                if (piece.Count > 0)
                {
                    if (!Give(n, piece, seen == 0 ? [] : last))
                    {
                        return false;
                    }

                    piece.Words[^n..].CopyTo(last);
                    seen += piece.Count;
                }

                _lines.Skip(piece.Lines);
                _lines.GiveBack(piece.Bytes[piece.Used..]);
                if (!ReadWithCare(n, tooMany ? int.MaxValue : 1, promised, last, ref seen, out bool atHead))
                {
                    return false;
                }

                if (atHead)
                {
                    CheckCount(n, seen, promised);
                    return true;
                }
            }
            while (!_lines.AtPieceEnd && piece.ReadOn(_lines, promised.Length, _words));
        }

        NextLine(); // to the end of the file
        CheckCount(n, seen, promised);
        return true;
    }

    private bool Give(int n, ArpaPiece piece, ReadOnlySpan<int> last)
    {
        if (_sink is null)
        {
            for (int i = 0; i < piece.Count; i++)
            {
                _collected!.Add(piece.Words.Slice(i * n, n), piece.Log10Probabilities[i], piece.Log10Backoffs.IsEmpty ? 0 : piece.Log10Backoffs[i]);
            }

            return true;
        }

        if (!piece.Sorted || (!last.IsEmpty && ArpaPiece.CompareSuffixes(last, piece.Words[..n]) > 0))
        {
            return false;
        }

        _sink.Add(n, piece.Words, piece.Log10Probabilities, piece.Log10Backoffs);
        return true;
    }

    /// <summary>Reads the next lines of a piece with care.</summary>
    /// <returns>Whether the n-grams came in suffix order, or were collected.</returns>
    private bool ReadWithCare(int n, int entries, long[] promised, int[] last, ref long seen, out bool atHead)
    {
        atHead = false;
        int[] words = new int[n];
        for (; entries > 0 && !_lines.AtPieceEnd && NextLine(); entries--)
        {
            if (Line.StartsWith("\\"u8))
            {
                atHead = true;
                return true;
            }

            if (Line.IsEmpty)
            {
                continue;
            }

            CheckRoom(n, seen, promised);
            (float p, float b) = ReadEntry(words, promised.Length);
            if (_sink is null)
            {
                _collected!.Add(words, p, b);
            }
            else if (seen > 0 && ArpaPiece.CompareSuffixes(last, words) > 0)
            {
                return false;
            }
            else
            {
                _sink.Add(n, words, [p], n == promised.Length ? [] : [b]);
            }

            words.CopyTo(last, 0);
            seen++;
        }

        return true;
    }

    private void CheckRoom(int n, long seen, long[] promised)
    {
        if (seen == promised[n - 1])
        {
            throw Error($"the header promises {promised[n - 1]} {n}-grams but here is one more: {Show(Line)}.", "Correct the header, or make the file anew.");
        }
    }

    private void CheckCount(int n, long seen, long[] promised)
    {
        if (seen < promised[n - 1])
        {
            throw Error($"the header promises {promised[n - 1]} {n}-grams but {seen} were read.", "The file may be cut short; fetch or make it anew.");
        }
    }

    private SpecialTokens FindSpecialTokens()
    {
        int? unknown = Find("<unk>"u8) ?? Find("<UNK>"u8);
        if (unknown is null)
        {
            _warnings.Add("The file has no <unk>; it was added with a log10 probability of -100.");
            unknown = _tokens.Count;
            _tokens.Add("<unk>");
            AddWord(MissingUnknown, 0);
        }

        var special = new SpecialTokens { Unknown = unknown, BeginningOfSequence = Find("<s>"u8), EndOfSequence = Find("</s>"u8) };
        if (special.BeginningOfSequence is null)
        {
            _warnings.Add("The file has no <s>; sequences are scored without a beginning.");
        }

        if (special.EndOfSequence is null)
        {
            _warnings.Add("The file has no </s>; sequences are scored without an end.");
        }

        return special;

        int? Find(ReadOnlySpan<byte> token) => _words.Find(token) is >= 0 and int id ? id : null;
    }

    private void Report()
    {
        if (_clamped.Count > 0)
        {
            _warnings.Add($"{_clamped.Count} log probabilities above 0 were taken as 0, the first in line {_clamped.FirstLine}.");
        }

        if (_extraBackoffs.Count > 0)
        {
            _warnings.Add($"{_extraBackoffs.Count} back-off weights of n-grams of the highest order have no use and were left out, the first in line {_extraBackoffs.FirstLine}.");
        }

        if (_collected?.Added > 0)
        {
            _warnings.Add($"{_collected.Added} n-grams that begin or end longer ones were missing; they were added with the probability that back-off gives them.");
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
