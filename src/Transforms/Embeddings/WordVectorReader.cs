using System.Buffers.Text;
using System.Globalization;
using System.Text;
using LanguageModeling.Files;

namespace LanguageModeling.Embeddings;

/// <summary>Reads the formats of <see cref="WordVectorFormat"/> from input that nobody vouches for.</summary>
internal sealed class WordVectorReader
{
    private const int LongestHeader = 64;      // bytes
    private const int LongestWord = 1 << 16;   // bytes, where text is told from binary data
    private const int LongestLine = 1 << 30;   // bytes
    private const int LinesBetweenChecks = 1024;

    private readonly ByteSource _source;
    private readonly WordVectorReadingOptions _options;
    private long _line = 1;
    private bool _hasHeader;

    private WordVectorReader(ByteSource source, WordVectorReadingOptions options)
    {
        _source = source;
        _options = options;
    }

    /// <summary>Reads all vectors.</summary>
    public static WordVectors Read(Stream stream, string name, WordVectorReadingOptions options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        options.Validate();
        using var source = new ByteSource(stream, name);
        return new WordVectorReader(source, options).Read();
    }

    private WordVectors Read()
    {
        ReadOnlySpan<byte> start = _source.Peek(FileSignature.Length);
        string? loader = start.StartsWith(WordVectors.Magic) ? "WordVectors.Load"
            : start.StartsWith(MappedVectorFile.Magic) ? "WordVectors.Map"
            : start.StartsWith("LMWORD2V"u8) ? "Word2VecModel.Load"
            : null;
        if (loader is not null)
        {
            throw new InvalidDataException($"{_source.Name}: this is a file that this library saved. Read it with {loader}.");
        }

        if (FileSignature.IsUtf16(start) || FileSignature.DescribeBinary(start) is not null)
        {
            throw new InvalidDataException(
                $"{_source.Name}: expected word vectors but found {FileSignature.DescribeBinary(start) ?? "UTF-16 or UTF-32; convert the text to UTF-8, for example with iconv"}.");
        }

        if (start.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            _source.Skip(3);
        }

        if (_options.Format is not WordVectorFormat.Glove && TryReadHeader(out long count, out int dimension))
        {
            bool binary = _options.Format is { } format ? format is WordVectorFormat.Word2VecBinary or WordVectorFormat.GensimBinary : !LineIsText(dimension);
            return binary ? ReadBinary(count, dimension) : ReadText(count, dimension);
        }

        if (_options.Format is not (null or WordVectorFormat.Glove))
        {
            int end = _source.Find((byte)'\n', LongestHeader);
            throw new InvalidDataException(
                $"{_source.Name}, line 1: expected a header with the number of words and of dimensions, such as \"400000 100\", but found "
                + $"{WordList.Show(_source.Peek(0)[..(end < 0 ? Math.Min(40, _source.Peek(0).Length) : end)])}. Name the format that the file has; GloVe's has no header.");
        }

        return _source.Peek(1).IsEmpty
            ? throw new InvalidDataException($"{_source.Name}: expected word vectors but the file is empty. Fetch it again.")
            : ReadText(null, _options.Dimension ?? FindDimension());
    }

    private bool TryReadHeader(out long count, out int dimension)
    {
        (count, dimension) = (0, 0);
        int end = _source.Find((byte)'\n', LongestHeader);
        ReadOnlySpan<byte> line = end < 0 ? _source.Peek(0) : _source.Peek(0)[..end];
        line = line[..Math.Min(line.Length, LongestHeader)].Trim(" \t\r"u8);
        if (!Utf8Parser.TryParse(line, out count, out int used) || count < 0)
        {
            return false;
        }

        line = line[used..].TrimStart(" \t"u8);
        if (!Utf8Parser.TryParse(line, out dimension, out used) || used != line.Length || dimension < 1)
        {
            return false;
        }

        _source.Skip(end < 0 ? _source.Peek(0).Length : end + 1);
        (_hasHeader, _line) = (true, 2);
        return true;
    }

    /// <summary>Whether the next line is a word and so many numbers, or, in plain text, fewer of them, which the text reader tells.</summary>
    private bool LineIsText(int dimension)
    {
        ReadOnlySpan<byte> line = PeekLine((int)Math.Min(LongestLine, LongestWord + (64L * dimension)), out _);
        for (int i = 0; i < dimension; i++)
        {
            if (!TryTakeNumber(ref line, out _))
            {
                return i == 0 ? line.IsEmpty : !line.ContainsAnyInRange((byte)0, (byte)0x1F); // empty: no vectors at all, or an empty line
            }
        }

        return true;
    }

    /// <summary>The dimension of a file without header: one less than the fewest fields of its first lines, as words may hold spaces.</summary>
    private int FindDimension()
    {
        const int Lines = 100;
        ReadOnlySpan<byte> rest = _source.Peek(1 << 16);
        int fewest = int.MaxValue;
        for (int i = 0; i < Lines && !rest.IsEmpty; i++)
        {
            int end = rest.IndexOf((byte)'\n');
            if (end < 0 && i > 0)
            {
                break; // may be cut off
            }

            ReadOnlySpan<byte> line = end < 0 ? PeekLine(LongestLine, out _) : rest[..end];
            int fields = 0;
            while (TryTakeNumber(ref line, out _))
            {
                fields++;
            }

            fewest = line.IsEmpty && fields == 0 ? fewest : Math.Min(fewest, fields);
            rest = end < 0 ? [] : rest[(end + 1)..];
        }

        return fewest is > 0 and < int.MaxValue ? fewest : throw new InvalidDataException(
            $"{_source.Name}, line 1: expected a header such as \"400000 100\", or a word and its numbers, but found "
            + $"{WordList.Show(_source.Peek(0)[..Math.Min(40, _source.Peek(0).Length)])}. Give a file of word vectors in one of the formats of WordVectorFormat.");
    }

    private WordVectors ReadText(long? count, int dimension)
    {
        long wanted = Math.Min(count ?? long.MaxValue, _options.MaximumCount ?? long.MaxValue);
        long? vouchedFor = count is null ? null : _source.Remaining / 2; // a digit and a space
        var values = new FloatStore(wanted, dimension, vouchedFor);
        var words = new WordList(_options, Math.Min(wanted, (vouchedFor ?? 0) / dimension), line => $"{_source.Name}, line {line}");
        long read = 0;
        for (; read < wanted; read++, _line++)
        {
            if (read % LinesBetweenChecks == 0)
            {
                _options.CancellationToken.ThrowIfCancellationRequested();
            }

            ReadOnlySpan<byte> line = PeekLine(LongestLine, out int consumed);
            if (consumed == 0 || (count is null && line.IsEmpty))
            {
                break; // after the last line, or an empty one, which only more empty ones may follow
            }

            ReadLine(line, dimension, words, values);
            _source.Skip(consumed);
        }

        return Finish(count, read, dimension, words, values, () => $"{_source.Name}, line {_line}");
    }

    private void ReadLine(ReadOnlySpan<byte> line, int dimension, WordList words, FloatStore values)
    {
        // Two bytes at least for each number, so that a header that lies reserves nothing.
        ReadOnlySpan<byte> rest = line;
        Span<float> row = line.Length >= 2L * dimension ? values.Append(dimension) : [];
        for (int i = dimension - 1; i >= 0; i--)
        {
            if (row.IsEmpty || !TryTakeNumber(ref rest, out row[i]))
            {
                throw new InvalidDataException(
                    $"{_source.Name}, line {_line}: expected a word and {dimension} numbers but found {(row.IsEmpty ? "too few" : $"{dimension - 1 - i} numbers after")} "
                    + $"{WordList.Show(rest)}. The file may be cut short or damaged, or of another dimension.");
            }

            if (!float.IsFinite(row[i]))
            {
                throw new InvalidDataException(
                    $"{_source.Name}, line {_line}: found {row[i].ToString(CultureInfo.InvariantCulture)} where a finite number is wanted. The vectors are damaged; train or fetch them again.");
            }
        }

        ReadOnlySpan<byte> word = rest;
        if (_hasHeader && _line == 2 && TryTakeNumber(ref rest, out _))
        {
            throw new InvalidDataException(
                $"{_source.Name}, line {_line}: the header promises {dimension} numbers for a word but more follow {WordList.Show(rest)}. Correct the dimension in the header.");
        }

        if (!words.Add(word, _line))
        {
            values.Remove(dimension);
        }
    }

    private WordVectors ReadBinary(long count, int dimension)
    {
        var reader = new BinaryVectorReader(_source, _options, count, Math.Min(count, _options.MaximumCount ?? long.MaxValue), dimension);
        reader.Read();
        return Finish(count, reader.Count, dimension, reader.Words, reader.Values, () => $"{_source.Name}, byte offset {_source.Offset}");
    }

    private WordVectors Finish(long? count, long read, int dimension, WordList words, FloatStore values, Func<string> place)
    {
        if (read < Math.Min(count ?? 0, _options.MaximumCount ?? long.MaxValue))
        {
            throw new InvalidDataException($"{place()}: the header promises {count} vectors but the data end after {read}. The file is cut short; fetch it again.");
        }

        while (read != _options.MaximumCount && _source.Peek(1) is [var next, ..])
        {
            if (next is not ((byte)'\n' or (byte)'\r' or (byte)' '))
            {
                throw new InvalidDataException(count is null
                    ? $"{place()}: expected a word and {dimension} numbers but found an empty line. Remove it, or what follows it."
                    : $"{place()}: the header promises {count} vectors but more data follow, from {WordList.Show(_source.Peek(0))} on. "
                        + $"Correct the header, or set MaximumCount to {Math.Max(count.Value, 1)}.");
            }

            _source.Skip(1);
        }

        return new WordVectors(words.ToVocabulary(), values.ToArray(), dimension);
    }

    /// <summary>The next line without its end. Nothing is consumed; <paramref name="consumed"/> is what belongs to the line, 0 at the end of the data.</summary>
    private ReadOnlySpan<byte> PeekLine(int longest, out int consumed)
    {
        int end = _source.Find((byte)'\n', longest);
        ReadOnlySpan<byte> seen = _source.Peek(0);
        if (end < 0 && seen.Length > longest)
        {
            end = longest; // no line of text is so long
        }

        consumed = end < 0 ? seen.Length : end + 1;
        return (end < 0 ? seen : seen[..end]).TrimEnd("\r"u8);
    }

    /// <summary>Takes the last number off a line, with the white space around it except the first before it.</summary>
    private static bool TryTakeNumber(ref ReadOnlySpan<byte> line, out float value)
    {
        value = 0;
        ReadOnlySpan<byte> trimmed = line.TrimEnd(" \t"u8);
        int separator = trimmed.LastIndexOfAny((byte)' ', (byte)'\t');
        if (separator < 0 || !TryParse(trimmed[(separator + 1)..], out value))
        {
            return false;
        }

        line = trimmed[..separator];
        return true;
    }

    /// <summary>A number as .NET, C or Python spells it; not finite ones are told apart from words, to be refused.</summary>
    private static bool TryParse(ReadOnlySpan<byte> text, out float value)
    {
        if (float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
        {
            return true;
        }

        ReadOnlySpan<byte> digits = text.TrimStart("+-"u8);
        value = text.StartsWith("-"u8) ? float.NegativeInfinity : float.PositiveInfinity;
        return Ascii.EqualsIgnoreCase(digits, "inf"u8);
    }
}
