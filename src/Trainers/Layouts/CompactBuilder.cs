using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
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
    public static int WordBits(long vocabularySize) => new WordCode(vocabularySize).Bits + 1;

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

        _pending = new Pending((int)Counts[n - 1], (int)Counts[n - 2], (int)Counts[0], n < Order);
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

            _pending.Add(contexts[i], word, log10Probabilities[i], log10Backoffs.IsEmpty ? 0 : log10Backoffs[i]);
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

        (NativeBlock blocks, NativeBlock offsets) = ChildStarts.Write(pending.SumStarts());
        int wordBits = WordBits(Counts[0]);
        int numberBits = probabilities.Bits + backoffs.Bits;
        var words = new PackedNumbers(Image.Add(SectionKind.NgramWords, n, new NativeBlock(PackedNumbers.Size(pending.Count, wordBits))), wordBits);
        var numbers = new PackedNumbers(Image.Add(SectionKind.Numbers, n, new NativeBlock(PackedNumbers.Size(pending.Count, numberBits))), numberBits);
        Place(pending, words, numbers, probabilities, backoffs);
        _levels[n - 2] = new CompactLevel(
            new ChildStarts(Image.Add(SectionKind.ChildBlocks, n, blocks), Image.Add(SectionKind.ChildOffsets, n, offsets), offsets.Length, pending.Count),
            words,
            numbers,
            ToCode(probabilities, SectionKind.ProbabilityTable, n),
            ToCode(backoffs, SectionKind.BackoffTable, n));
        pending.Free();
        _pending = null;
    }

    /// <inheritdoc/>
    protected override void ExtendLeft(int n, int node) => _levels[n - 2].Words.Add(node, 0, 1);

    /// <summary>Puts the n-grams in their places: word by word in the order of the words' codes, so that those of a context come in that order.</summary>
    [SkipLocalsInit]
    private void Place(Pending pending, PackedNumbers words, PackedNumbers numbers, NumberCoder probabilities, NumberCoder backoffs)
    {
        const int together = 128;
        int* places = stackalloc int[together];
        int* nodes = stackalloc int[together];
        uint* codes = stackalloc uint[together];
        var wordCode = new WordCode(Counts[0]);
        int count = 0;
        for (uint code = 0; code < 1L << wordCode.Bits; code++)
        {
            uint word = wordCode.Decode(code);
            for (int i = word < Counts[0] ? pending.Start((int)word) : 0, end = word < Counts[0] ? pending.Start((int)word + 1) : 0; i < end; i++)
            {
                (places[count], codes[count]) = (i, code);
                if (++count == together)
                {
                    PlaceTogether();
                    count = 0;
                }
            }
        }

        PlaceTogether();

        void PlaceTogether()
        {
            for (int j = 0; j < count; j++)
            {
                pending.PrefetchNext(places[j]);
            }

            for (int j = 0; j < count; j++)
            {
                nodes[j] = pending.TakeNext(places[j]);
                words.Prefetch(nodes[j]);
                numbers.Prefetch(nodes[j]);
            }

            for (int j = 0; j < count; j++)
            {
                words.Add(nodes[j], 0, (ulong)codes[j] << 1);
                numbers.Add(nodes[j], 0, probabilities.Encode(pending.Probabilities[places[j]]));
                if (!pending.Backoffs.IsEmpty)
                {
                    numbers.Add(nodes[j], probabilities.Bits, backoffs.Encode(pending.Backoffs[places[j]]));
                }
            }
        }
    }

    private NumberCode ToCode(NumberCoder coder, SectionKind kind, int n)
        => coder.ToBlock() is { } block ? NumberCode.Table(coder.Bits, Image.Add(kind, n, block)) : NumberCode.Offset(coder.Bits, (uint)coder.Least);

    /// <summary>The n-grams of a level as they come: in suffix order, so that those of one last word lie side by side.</summary>
    private sealed class Pending(int room, int contexts, int vocabularySize, bool hasBackoffs)
    {
        private readonly NativeBlock[] _columns = // contexts, probabilities, weights; and of each context how many children, then where the next one goes
            [Take(room), Take(room), Take(hasBackoffs ? room : 0), Take((long)contexts + 1)];

        private readonly int[] _starts = new int[vocabularySize + 1]; // of each last word, its first n-gram
        private int _word;

        public int Count { get; private set; }

        public ReadOnlySpan<uint> Probabilities => new(_columns[1].Start, Count);

        public ReadOnlySpan<uint> Backoffs => new(_columns[2].Start, hasBackoffs ? Count : 0);

        private int* Contexts => (int*)_columns[0].Start;

        private int* Next => (int*)_columns[3].Start;

        public bool IsLast(int context, int word) => Count > 0 && _word == word && Contexts[Count - 1] == context;

        public void Add(int context, int word, float log10Probability, float log10Backoff)
        {
            if (word < _word)
            {
                throw new InvalidOperationException("The n-grams do not come in suffix order.");
            }

            while (_word < word)
            {
                _starts[++_word] = Count;
            }

            Contexts[Count] = context;
            ((uint*)_columns[1].Start)[Count] = FloatSigns.Encode(log10Probability);
            if (hasBackoffs)
            {
                ((uint*)_columns[2].Start)[Count] = FloatSigns.EncodeBackoff(log10Backoff);
            }

            Next[context]++;
            Count++;
        }

        /// <summary>Where the n-grams of a last word begin; after the last word, where they end.</summary>
        public int Start(int word) => word <= _word ? _starts[word] : Count;

        /// <summary>Makes of the numbers of children where they begin.</summary>
        public ReadOnlySpan<int> SumStarts()
        {
            var starts = new Span<int>(Next, contexts + 1);
            int sum = 0;
            foreach (ref int start in starts)
            {
                (start, sum) = (sum, sum + start);
            }

            return starts;
        }

        public void PrefetchNext(int i)
        {
            if (Sse.IsSupported)
            {
                Sse.Prefetch0(Next + Contexts[i]);
            }
        }

        /// <summary>The place of an n-gram among all, the next one of its context.</summary>
        public int TakeNext(int i) => Next[Contexts[i]]++;

        public void Free() => Array.ForEach(_columns, block => block.Dispose());

        private static NativeBlock Take(long count) => new(count * sizeof(int));
    }
}
