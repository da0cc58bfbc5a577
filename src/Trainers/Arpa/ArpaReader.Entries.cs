using System.Globalization;
using System.Text;
using LanguageModeling.Files;
using LanguageModeling.Tables;

namespace LanguageModeling.Arpa;

/// <content>One line: its numbers, its words, its fields.</content>
internal sealed partial class ArpaReader
{
    /// <summary>Reads the current line.</summary>
    private (float Log10Probability, float Log10Backoff) ReadEntry(Span<int> words, int order)
    {
        int n = words.Length;
        Span<Range> fields = stackalloc Range[NgramTables.MaximumOrder + 3];
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
            backoff = 0;
        }

        for (int i = 0; i < n; i++)
        {
            words[i] = n == 1 ? AddToken(fields[1]) : FindToken(fields[i + 1]);
        }

        return (probability, backoff);
    }

    private float ParseNumber(Range field, string what) => ArpaNumber.TryParse(Line[field], out float value)
        ? value
        : throw Error($"expected {what} but found {Show(Line[field])}.", "Check that the line is whole and its numbers are written with a decimal point.");

    private int AddToken(Range field)
    {
        string token = Decode(field).ToString();
        if (!_words.TryAdd(Line[field]))
        {
            throw Error($"the word {Show(Line[field])} is listed twice.", "Remove one of the lines.");
        }

        _tokens.Add(token);
        return _tokens.Count - 1;
    }

    private int FindToken(Range field) => _words.Find(Line[field]) is >= 0 and int id
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
}
