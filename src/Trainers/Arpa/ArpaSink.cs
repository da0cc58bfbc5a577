using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using LanguageModeling.Counting;
using LanguageModeling.Files;

namespace LanguageModeling.Arpa;

/// <summary>Writes a stream of n-grams as an ARPA file, as KenLM's lmplz does, byte for byte. Numbers become text on all cores.</summary>
/// <remarks>
/// Left out are words that are in no n-gram and never predicted: padding, and the end of the sequence where its probability is 0.
/// </remarks>
internal sealed class ArpaSink : INgramSink
{
    private const int AtOnce = 1 << 14; // n-grams that become text at a time

    private readonly Stream _stream;
    private readonly int _ahead;
    private readonly Queue<Task<ArpaBlock>> _running = new();
    private readonly Stack<ArpaBlock> _free = new();
    private readonly List<float> _wordProbabilities = [];
    private readonly List<float> _wordBackoffs = [];
    private ArpaTokens? _tokens;
    private long[] _counts = []; // [N]
    private int _section; // order of the n-grams being written

    /// <summary>Begins a file.</summary>
    /// <param name="stream">Receives the text; left open.</param>
    public ArpaSink(Stream stream)
    {
        _stream = stream;
        _ahead = 2 * Environment.ProcessorCount;
    }

    /// <inheritdoc/>
    public void Begin(Vocabulary vocabulary, ReadOnlySpan<long> counts)
    {
        _tokens = new ArpaTokens(vocabulary);
        _counts = counts.ToArray();
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

        BeginSection(n);
        Format(n, words, log10Probabilities, log10Backoffs);
    }

    /// <inheritdoc/>
    public void End()
    {
        BeginSection(_counts.Length);
        WriteAll();
        _stream.Write("\n\\end\\\n"u8);
        _stream.Flush();
    }

    private void Format(int n, ReadOnlySpan<int> words, ReadOnlySpan<float> log10Probabilities, ReadOnlySpan<float> log10Backoffs)
    {
        for (int start = 0; start < log10Probabilities.Length; start += AtOnce)
        {
            int count = Math.Min(AtOnce, log10Probabilities.Length - start);
            if (_running.Count >= _ahead)
            {
                WriteOldest();
            }

            ArpaBlock block = _free.TryPop(out ArpaBlock? used) ? used : new ArpaBlock(_tokens!);
            block.Set(n, words.Slice(start * n, count * n), log10Probabilities.Slice(start, count), log10Backoffs.IsEmpty ? [] : log10Backoffs.Slice(start, count));
            _running.Enqueue(Task.Run(block.Format));
        }
    }

    /// <summary>Begins sections up to that of order <paramref name="n"/>.</summary>
    private void BeginSection(int n)
    {
        while (_section < n)
        {
            WriteAll();
            _section++;
            if (_section == 1)
            {
                WriteHeader();
            }

            _stream.Write(Encoding.ASCII.GetBytes(FormattableString.Invariant($"\n\\{_section}-grams:\n")));
            if (_section == 1)
            {
                int[] words = CountingSort.Places(_wordProbabilities.Count);
                Format(1, words, CollectionsMarshal.AsSpan(_wordProbabilities), CollectionsMarshal.AsSpan(_wordBackoffs));
            }
        }
    }

    /// <summary>The counts; which words are left out is known when all of them are.</summary>
    private void WriteHeader()
    {
        SpecialTokens special = _tokens!.Vocabulary.SpecialTokens;
        if (special.EndOfSequence is { } end && float.IsNegativeInfinity(_wordProbabilities[end]))
        {
            _tokens.LeaveOut(end);
        }

        if (special.Padding is { } padding)
        {
            _tokens.LeaveOut(padding);
        }

        var header = new StringBuilder("\\data\\\n");
        for (int n = 1; n <= _counts.Length; n++)
        {
            header.Append(CultureInfo.InvariantCulture, $"ngram {n}={_counts[n - 1] - (n == 1 ? _tokens.LeftOut : 0)}\n");
        }

        _stream.Write(Encoding.ASCII.GetBytes(header.ToString()));
    }

    private void WriteAll()
    {
        while (_running.Count > 0)
        {
            WriteOldest();
        }
    }

    private void WriteOldest()
    {
        ArpaBlock block = _running.Dequeue().GetAwaiter().GetResult();
        _stream.Write(block.Text);
        _free.Push(block);
    }
}
