using System.Numerics;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Unicode;
using LanguageModeling.Counting;
using LanguageModeling.Text;

namespace LanguageModeling.FastReading;

/// <summary>A stretch of text, of whole lines, and its tokens: numbered for itself, so that many stretches can be worked on at once.</summary>
internal sealed unsafe class TextBlock
{
    /// <summary>Number of &lt;s&gt; in <see cref="Ids"/>.</summary>
    public const int Beginning = 0;

    /// <summary>Number of &lt;/s&gt; in <see cref="Ids"/>.</summary>
    public const int End = 1;

    private const int FirstWord = 2;
    private static readonly string[] SpecialWords = ["<unk>", "<s>", "</s>"]; // the first words of each table

    private readonly WordTable _table = new();
    private byte[] _bytes = [];
    private int _length;
    private int[] _ids = [];
    private int _count;

    /// <summary>Where the text is from.</summary>
    public Utf8LineReader? Source { get; set; }

    /// <summary>Name of the source, for messages.</summary>
    public string SourceName { get; set; } = "";

    /// <summary>Whether the source begins here.</summary>
    public bool BeginsSource { get; set; }

    /// <summary>Whether this is what follows the last line feed of all.</summary>
    public bool IsOpenLine { get; set; }

    /// <summary>Place of the first byte in the source.</summary>
    public long Offset { get; set; }

    /// <summary>Lines read, the open one included.</summary>
    public int Lines { get; private set; }

    /// <summary>The tokens, as numbers: <see cref="Beginning"/>, <see cref="End"/>, or 2 more than the place in <see cref="Words"/>.</summary>
    public ReadOnlySpan<int> Ids => _ids.AsSpan(0, _count);

    /// <summary>The words of the block by first appearance, after the three special ones.</summary>
    public WordTable Words => _table;

    /// <summary>What is wrong with the text: made when the number of the first line is known.</summary>
    public Func<long, Exception>? Fault { get; private set; }

    /// <summary>Room for the text and what is read behind it.</summary>
    public Span<byte> GetRoom(int length)
    {
        if (_bytes.Length < length + ByteWord.Margin)
        {
            Array.Resize(ref _bytes, length + ByteWord.Margin);
        }

        return _bytes.AsSpan(0, length);
    }

    /// <summary>Says how much text there is.</summary>
    public void SetLength(int length) => _length = length;

    /// <summary>The text.</summary>
    public ReadOnlySpan<byte> Text => _bytes.AsSpan(0, _length);

    /// <summary>Splits the text into tokens.</summary>
    public TextBlock Split(NgramOptions options, TextReadingOptions reading)
    {
        Lines = 0;
        Fault = null;
        _count = 0;
        _table.Clear();
        foreach (string special in SpecialWords)
        {
            _table.GetOrAdd(Encoding.ASCII.GetBytes(special));
        }

        if (!Utf8.IsValid(Text) && !MendText(reading))
        {
            return this;
        }

        fixed (byte* bytes = _bytes)
        {
            SplitLines(bytes, bytes + _length, options.SkipSymbols);
        }

        return this;
    }

    private bool MendText(TextReadingOptions reading)
    {
        if (reading.ReplaceInvalid)
        {
            byte[] mended = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Text));
            mended.CopyTo(GetRoom(mended.Length));
            _length = mended.Length;
            return true;
        }

        int fault = Utf8LineReader.FirstFault(Text);
        byte value = _bytes[fault];
        int line = Text[..fault].Count((byte)'\n');
        Fault = first => Source!.InvalidByte(first + line, Offset + fault, value);
        return false;
    }

    private void SplitLines(byte* at, byte* end, bool skipSymbols)
    {
        bool begun = false; // the line
        while (at < end)
        {
            if (!begun)
            {
                Append(Beginning);
                begun = true;
                Lines++;
            }

            int length = LengthOfWord(at, end);
            if (length == 0)
            {
                if (*at == (byte)'\n')
                {
                    Append(End);
                    begun = false;
                }

                at++;
                continue;
            }

            int number = _table.GetOrAdd(ByteWord.Of(at, length), at);
            if (number >= SpecialWords.Length)
            {
                Append(number - SpecialWords.Length + FirstWord);
            }
            else if (!skipSymbols)
            {
                Refuse(SpecialWords[number]);
                return;
            }

            at += length;
        }
    }

    private void Refuse(string word)
    {
        int line = Lines - 1;
        Fault = first => new InvalidDataException(
            $"{(IsOpenLine ? "The text, last line" : $"{SourceName}, line {first + line}")}: found the word \"{word}\", which has a special part in n-gram models. "
            + "Remove it, or set SkipSymbols to pass over such words.");
    }

    private void Append(int id)
    {
        if (_count == _ids.Length)
        {
            Array.Resize(ref _ids, Math.Max(1 << 12, 2 * _count));
        }

        _ids[_count++] = id;
    }

    /// <summary>Bytes up to the next separator or the end.</summary>
    private static int LengthOfWord(byte* start, byte* end)
    {
        byte* at = start;
        while (at < end)
        {
            Vector128<byte> bytes = Vector128.Load(at);
            Vector128<byte> separators = Vector128.Equals(bytes, Vector128.Create((byte)' ')) | Vector128.Equals(bytes, Vector128.Create((byte)'\n'))
                | Vector128.Equals(bytes, Vector128.Create((byte)'\r')) | Vector128.Equals(bytes, Vector128.Create((byte)'\t'))
                | Vector128.Equals(bytes, Vector128<byte>.Zero);
            uint mask = separators.ExtractMostSignificantBits();
            if (mask != 0)
            {
                return (int)Math.Min(at + BitOperations.TrailingZeroCount(mask) - start, end - start);
            }

            at += Vector128<byte>.Count;
        }

        return (int)(end - start);
    }
}
