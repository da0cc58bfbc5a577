using LanguageModeling.Files;

namespace LanguageModeling.Layouts;

/// <summary>Builds a <see cref="CompactLayout"/> in memory.</summary>
/// <param name="origin">What the model tells about itself.</param>
/// <param name="options">Whether numbers are quantized.</param>
internal sealed unsafe class CompactBuilder(NgramOrigin origin, NgramFileOptions options) : LayoutBuilder<CompactLayout>(NgramFileFormat.Compact, origin)
{
    /// <summary>Numbers about each level in a file.</summary>
    public const int ParametersOfLevel = 4;

    private long[] _parameters = []; // for each level from 2 on: bits and least value of probabilities, of back-off weights
    private CompactLevel[] _levels = [];
    private CompactLayout _layout;
    private Pending? _pending;

    /// <inheritdoc/>
    protected override CompactLayout Layout => _layout;

    /// <inheritdoc/>
    protected override long[] Parameters => _parameters;

    /// <summary>Bits for the last word of an n-gram and the mark that it is the end of a longer one.</summary>
    public static int WordBits(long vocabularySize) => PackedNumbers.BitsFor((ulong)Math.Max(0, vocabularySize - 1)) + 1;

    /// <inheritdoc/>
    protected override void Begin()
    {
        _levels = new CompactLevel[Order - 1];
        _parameters = new long[ParametersOfLevel * _levels.Length];
        _layout = new CompactLayout(Words, _levels, Counts);
    }

    /// <inheritdoc/>
    protected override void BeginLevel(int n)
    {
        if (Counts[n - 1] >= Array.MaxLength)
        {
            throw new NotSupportedException($"A model in the compact form has fewer than {Array.MaxLength:N0} {n}-grams.");
        }

        _pending = new Pending((int)Counts[n - 1]);
    }

    /// <inheritdoc/>
    protected override void AddNgrams(
        int n, ReadOnlySpan<int> words, ReadOnlySpan<int> contexts, ReadOnlySpan<float> log10Probabilities, ReadOnlySpan<float> log10Backoffs)
    {
        for (int i = 0; i < contexts.Length; i++)
        {
            int word = words[(i * n) + n - 1];
            if (_pending!.IsLast(contexts[i], word))
            {
                throw new RepeatedNgramException(words.Slice(i * n, n));
            }

            _pending.Add(
                contexts[i],
                word,
                FloatSigns.Encode(log10Probabilities[i]),
                log10Backoffs.IsEmpty ? 0 : FloatSigns.EncodeBackoff(log10Backoffs[i]));
        }
    }

    /// <inheritdoc/>
    protected override void EndLevel(int n)
    {
        Pending pending = _pending!;
        NumberCoder probabilities = options.ProbabilityBits > 0
            ? NumberCoder.Quantized(pending.Probabilities, options.ProbabilityBits, kept: null)
            : NumberCoder.Exact(pending.Probabilities);
        NumberCoder backoffs = n == Order ? NumberCoder.Exact([])
            : options.BackoffBits > 0 ? NumberCoder.Quantized(pending.Backoffs, options.BackoffBits, FloatSigns.NoContext)
            : NumberCoder.Exact(pending.Backoffs);
        long[] told = [probabilities.Bits, probabilities.Least, backoffs.Bits, backoffs.Least];
        told.CopyTo(_parameters, ParametersOfLevel * (n - 2));

        int[] next = CountChildren(n, pending, out ChildCounts children);
        int wordBits = WordBits(Counts[0]);
        int numberBits = probabilities.Bits + backoffs.Bits;
        var words = new PackedNumbers(Image.Add(SectionKind.NgramWords, n, new NativeBlock(PackedNumbers.Size(pending.Count, wordBits))), wordBits);
        var numbers = new PackedNumbers(Image.Add(SectionKind.Numbers, n, new NativeBlock(PackedNumbers.Size(pending.Count, numberBits))), numberBits);
        for (int i = 0; i < pending.Count; i++)
        {
            int node = next[pending.Contexts[i]]++;
            words.Add(node, 0, (ulong)pending.Words[i] << 1);
            numbers.Add(node, 0, probabilities.Encode(pending.Probabilities[i]));
            if (n < Order)
            {
                numbers.Add(node, probabilities.Bits, backoffs.Encode(pending.Backoffs[i]));
            }
        }

        _levels[n - 2] = new CompactLevel(
            children, words, numbers, ToCode(probabilities, SectionKind.ProbabilityTable, n), ToCode(backoffs, SectionKind.BackoffTable, n));
        pending.Free();
        _pending = null;
    }

    /// <inheritdoc/>
    protected override void ExtendLeft(int n, int node) => _levels[n - 2].Words.Add(node, 0, 1);

    /// <summary>Notes how many n-grams go on from each context.</summary>
    /// <returns>For each context, where they begin.</returns>
    private int[] CountChildren(int n, Pending pending, out ChildCounts children)
    {
        int contexts = (int)Counts[n - 2];
        int[] counts = new int[contexts];
        foreach (int context in pending.Contexts)
        {
            counts[context]++;
        }

        byte* bits = Image.Add(SectionKind.Children, n, new NativeBlock(ChildCounts.BitsSize(contexts, pending.Count)));
        byte* samples = Image.Add(SectionKind.ChildSamples, n, new NativeBlock(ChildCounts.SamplesSize(contexts)));
        ChildCounts.Write(bits, samples, counts);
        children = new ChildCounts(bits, samples, contexts, pending.Count);
        int start = 0;
        for (int context = 0; context < contexts; context++)
        {
            (counts[context], start) = (start, start + counts[context]);
        }

        return counts;
    }

    private NumberCode ToCode(NumberCoder coder, SectionKind kind, int n)
        => coder.ToBlock() is { } block ? NumberCode.Table(coder.Bits, Image.Add(kind, n, block)) : NumberCode.Offset(coder.Bits, (uint)coder.Least);

    /// <summary>The n-grams of a level as they come: in suffix order, so that those of one context come in the order of their last words.</summary>
    private sealed class Pending(int room)
    {
        private readonly NativeBlock[] _columns = [.. Enumerable.Range(0, 4).Select(_ => new NativeBlock((long)room * sizeof(int)))];

        public int Count { get; private set; }

        public ReadOnlySpan<int> Contexts => new(_columns[0].Start, Count);

        public ReadOnlySpan<int> Words => new(_columns[1].Start, Count);

        public ReadOnlySpan<uint> Probabilities => new(_columns[2].Start, Count);

        public ReadOnlySpan<uint> Backoffs => new(_columns[3].Start, Count);

        public bool IsLast(int context, int word)
            => Count > 0 && ((int*)_columns[0].Start)[Count - 1] == context && ((int*)_columns[1].Start)[Count - 1] == word;

        public void Add(int context, int word, uint probability, uint backoff)
        {
            if (Count > 0 && ((int*)_columns[1].Start)[Count - 1] > word)
            {
                throw new InvalidOperationException("The n-grams do not come in suffix order.");
            }

            ((int*)_columns[0].Start)[Count] = context;
            ((int*)_columns[1].Start)[Count] = word;
            ((uint*)_columns[2].Start)[Count] = probability;
            ((uint*)_columns[3].Start)[Count++] = backoff;
        }

        public void Free() => Array.ForEach(_columns, column => column.Dispose());
    }
}
