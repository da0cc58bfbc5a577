using System.Text;
using LanguageModeling.Files;

namespace LanguageModeling.Arpa;

/// <summary>Writes ARPA text as KenLM's lmplz does, byte for byte: sections in suffix order, shortest numbers.</summary>
/// <param name="stream">Receives the text; left open.</param>
/// <remarks>
/// Left out are words that are in no n-gram and never predicted: padding, and the end of the sequence where its probability is 0.
/// </remarks>
internal sealed class ArpaSink(Stream stream) : INgramSink
{
    private const int Flush = 1 << 20;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly List<float> _wordProbabilities = [];
    private readonly List<float> _wordBackoffs = [];
    private byte[] _buffer = new byte[2 * Flush];
    private int _used;
    private SpecialTokens _special = SpecialTokens.None;
    private byte[][] _tokens = []; // [V]
    private long[] _counts = [];
    private int _level;

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">A token holds a character that separates tokens in ARPA files.</exception>
    public void Begin(Vocabulary vocabulary, ReadOnlySpan<long> counts)
    {
        _special = vocabulary.SpecialTokens;
        _counts = counts.ToArray();
        _tokens = new byte[vocabulary.Count][];
        for (int id = 0; id < _tokens.Length; id++)
        {
            _tokens[id] = Encode(vocabulary[id], id);
        }
    }

    /// <inheritdoc/>
    public void Add(int n, ReadOnlySpan<int> words, ReadOnlySpan<float> log10Probabilities, ReadOnlySpan<float> log10Backoffs)
    {
        if (n == 1)
        {
            _wordProbabilities.AddRange(log10Probabilities);
            _wordBackoffs.AddRange(log10Backoffs);
            return;
        }

        BeginLevel(n);
        for (int i = 0; i < log10Probabilities.Length; i++)
        {
            Write(words.Slice(i * n, n), log10Probabilities[i], n < _counts.Length ? log10Backoffs[i] : null);
        }
    }

    /// <inheritdoc/>
    public void End()
    {
        BeginLevel(_counts.Length);
        Append("\n\\end\\\n"u8);
        stream.Write(_buffer, 0, _used);
        stream.Flush();
    }

    /// <summary>Begins sections up to that of order <paramref name="n"/>.</summary>
    private void BeginLevel(int n)
    {
        for (; _level < n; _level++)
        {
            if (_level == 0)
            {
                WriteWords();
            }
            else
            {
                AppendText($"\n\\{_level + 1}-grams:\n");
            }
        }
    }

    /// <summary>Header and single words: which of them are left out must be known for the header.</summary>
    private void WriteWords()
    {
        int? never = _special.EndOfSequence is { } end && float.IsNegativeInfinity(_wordProbabilities[end]) ? end : null;
        HashSet<int> leftOut = [.. new[] { _special.Padding, never }.OfType<int>()];
        Append("\\data\\\n"u8);
        for (int n = 1; n <= _counts.Length; n++)
        {
            AppendText($"ngram {n}={_counts[n - 1] - (n == 1 ? leftOut.Count : 0)}\n");
        }

        Append("\n\\1-grams:\n"u8);
        for (int word = 0; word < _wordProbabilities.Count; word++)
        {
            if (!leftOut.Contains(word))
            {
                Write([word], _wordProbabilities[word], _counts.Length > 1 ? _wordBackoffs[word] : null);
            }
        }
    }

    private void Write(ReadOnlySpan<int> words, float log10Probability, float? log10Backoff)
    {
        AppendNumber(log10Probability);
        for (int i = 0; i < words.Length; i++)
        {
            Append(i == 0 ? "\t"u8 : " "u8);
            Append(_tokens[words[i]]);
        }

        if (log10Backoff is { } backoff)
        {
            Append("\t"u8);
            AppendNumber(backoff);
        }

        Append("\n"u8);
        if (_used >= Flush)
        {
            stream.Write(_buffer, 0, _used);
            _used = 0;
        }
    }

    private static byte[] Encode(string token, int id)
    {
        int separator = token.AsSpan().IndexOfAny("\0\t\n\r ");
        return separator < 0
            ? Utf8.GetBytes(token)
            : throw new NotSupportedException(
                $"Token {id} holds the character U+{(int)token[separator]:X4}, which separates tokens in ARPA files. "
                + "Save the model in this library's own format, or train with tokens that hold no white space.");
    }

    private void AppendNumber(float value) => _used += ArpaNumber.Format(value, Room(ArpaNumber.MaximumLength));

    private void AppendText(FormattableString text) => Append(Encoding.ASCII.GetBytes(FormattableString.Invariant(text)));

    private void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        _used += bytes.Length;
    }

    /// <summary>What follows in the buffer, at least so many bytes.</summary>
    private Span<byte> Room(int length)
    {
        if (_buffer.Length - _used < length)
        {
            Array.Resize(ref _buffer, checked(_used + length + Flush));
        }

        return _buffer.AsSpan(_used);
    }
}
