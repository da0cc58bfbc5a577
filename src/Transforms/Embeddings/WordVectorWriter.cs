using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace LanguageModeling.Embeddings;

/// <summary>Writes the formats of <see cref="WordVectorFormat"/>.</summary>
internal sealed class WordVectorWriter
{
    private readonly Stream _stream;
    private readonly WordVectors _vectors;
    private readonly WordVectorFormat _format;
    private readonly Encoding _encoding;
    private byte[] _row = new byte[1 << 12];
    private int _used;

    /// <summary>Checks the settings.</summary>
    /// <param name="stream">Written from its position; left open.</param>
    /// <param name="vectors">What is written.</param>
    /// <param name="format">The format.</param>
    /// <param name="encoding">Encoding of the words.</param>
    public WordVectorWriter(Stream stream, WordVectors vectors, WordVectorFormat format, Encoding encoding)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!Enum.IsDefined(format))
        {
            throw new ArgumentOutOfRangeException(nameof(format), format, "Choose one of the values of WordVectorFormat.");
        }

        WordVectorReadingOptions.RequireAscii(encoding);
        _stream = stream;
        _vectors = vectors;
        _format = format;
        _encoding = (Encoding)encoding.Clone();
        _encoding.EncoderFallback = EncoderFallback.ExceptionFallback;
    }

    private bool IsBinary => _format is WordVectorFormat.Word2VecBinary or WordVectorFormat.GensimBinary;

    /// <summary>Writes everything.</summary>
    public void Write()
    {
        if (_format != WordVectorFormat.Glove)
        {
            _stream.Write(Encoding.ASCII.GetBytes($"{_vectors.Count.ToString(CultureInfo.InvariantCulture)} {_vectors.Dimension.ToString(CultureInfo.InvariantCulture)}\n"));
        }

        for (int id = 0; id < _vectors.Count; id++)
        {
            _used = 0;
            AppendWord(id);
            if (IsBinary)
            {
                Append((byte)' ');
                AppendBits(_vectors.Row(id));
            }
            else
            {
                AppendText(_vectors.Row(id));
            }

            if (_format != WordVectorFormat.GensimBinary)
            {
                Append((byte)'\n');
            }

            _stream.Write(_row, 0, _used);
        }
    }

    private void AppendWord(int id)
    {
        string word = _vectors.Vocabulary[id];

        // Only GloVe's own files have words with spaces. A word of a binary file without line feeds may not begin with one, nor hold one elsewhere.
        char[] forbidden = _format == WordVectorFormat.Glove ? ['\n'] : ['\n', ' '];
        if (word.AsSpan().ContainsAny(forbidden) || (!IsBinary && (word[0] is ' ' or '\t' || word[^1] is ' ' or '\t' or '\r')))
        {
            throw new InvalidOperationException(
                $"Word {id}, \"{word}\", holds white space that the format {_format} has no way to write. Leave the word out with Restrict, or save the vectors with Save.");
        }

        try
        {
            byte[] bytes = _encoding.GetBytes(word);
            bytes.CopyTo(Room(bytes.Length));
            _used += bytes.Length;
        }
        catch (EncoderFallbackException)
        {
            throw new InvalidOperationException($"Word {id}, \"{word}\", cannot be written in {_encoding.WebName}. Use UTF-8, or leave the word out with Restrict.");
        }
    }

    private void AppendBits(ReadOnlySpan<float> row)
    {
        foreach (float value in row)
        {
            BinaryPrimitives.WriteSingleLittleEndian(Room(sizeof(float)), value);
            _used += sizeof(float);
        }
    }

    private void AppendText(ReadOnlySpan<float> row)
    {
        bool spaceAfter = _format is WordVectorFormat.Word2VecText or WordVectorFormat.FastText;
        Append((byte)' ');
        for (int i = 0; i < row.Length; i++)
        {
            if (i > 0 && !spaceAfter)
            {
                Append((byte)' ');
            }

            AppendNumber(row[i]);
            if (spaceAfter)
            {
                Append((byte)' ');
            }
        }
    }

    private void AppendNumber(float value)
    {
        const int Longest = 64; // "F6" of the largest float has 47 characters
        Span<byte> room = Room(Longest);
        int length;
        switch (_format)
        {
            case WordVectorFormat.Word2VecText:
                ((double)value).TryFormat(room, out length, "F6", CultureInfo.InvariantCulture);
                break;
            case WordVectorFormat.FastText:
                value.TryFormat(room, out length, "g5", CultureInfo.InvariantCulture);
                break;
            default:
                value.TryFormat(room, out length, default, CultureInfo.InvariantCulture);
                room[..length].Replace((byte)'E', (byte)'e');
                if (_format == WordVectorFormat.GensimText && !room[..length].ContainsAny((byte)'.', (byte)'e'))
                {
                    ".0"u8.CopyTo(room[length..]);
                    length += 2;
                }

                break;
        }

        _used += length;
    }

    private void Append(byte value)
    {
        Room(1)[0] = value;
        _used++;
    }

    private Span<byte> Room(int count)
    {
        if (_row.Length - _used < count)
        {
            Array.Resize(ref _row, Math.Max(2 * _row.Length, _used + count));
        }

        return _row.AsSpan(_used);
    }
}
