using System.Globalization;
using System.Text;
using LanguageModeling.Files;

namespace LanguageModeling.Arpa;

/// <summary>Writes a stream of n-grams as an ARPA file, as KenLM's lmplz does, byte for byte. Numbers become text on all cores.</summary>
/// <remarks>Padding, which is in no n-gram and never predicted, is left out.</remarks>
internal sealed class ArpaSink : INgramSink
{
    private const int AtOnce = 1 << 14; // n-grams that become text at a time

    private readonly Stream _stream;
    private readonly int _ahead;
    private readonly Queue<Task<ArpaBlock>> _running = new();
    private readonly Stack<ArpaBlock> _free = new();
    private ArpaTokens? _tokens;
    private int _order; // N
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
        _order = counts.Length;
        var header = new StringBuilder("\\data\\\n");
        for (int n = 1; n <= _order; n++)
        {
            header.Append(CultureInfo.InvariantCulture, $"ngram {n}={counts[n - 1] - (n == 1 && vocabulary.SpecialTokens.Padding is not null ? 1 : 0)}\n");
        }

        _stream.Write(Encoding.ASCII.GetBytes(header.ToString()));
    }

    /// <inheritdoc/>
    public void Add(int n, ReadOnlySpan<int> words, ReadOnlySpan<float> log10Probabilities, ReadOnlySpan<float> log10Backoffs)
    {
        BeginSection(n);
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

    /// <inheritdoc/>
    public void End()
    {
        BeginSection(_order);
        WriteAll();
        _stream.Write("\n\\end\\\n"u8);
        _stream.Flush();
    }

    /// <summary>Begins sections up to that of order <paramref name="n"/>.</summary>
    private void BeginSection(int n)
    {
        while (_section < n)
        {
            WriteAll();
            _section++;
            _stream.Write(Encoding.ASCII.GetBytes(FormattableString.Invariant($"\n\\{_section}-grams:\n")));
        }
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
