using System.Runtime.InteropServices;

namespace LanguageModeling.Tests.Models;

/// <summary>
/// A model by hand: a function gives the distribution after a context. Its state checks what the contract asks of callers.
/// </summary>
internal sealed class TableModel(int vocabularySize, SpecialTokens special, Func<ReadOnlySpan<int>, double[]> distribution) : ILanguageModel
{
    public int VocabularySize => vocabularySize;

    public SpecialTokens SpecialTokens => special;

    public int? MaximumContextLength { get; init; }

    /// <summary>States that were made and not disposed.</summary>
    public int OpenStates;

    /// <summary>
    /// Bigrams over a = 0, b = 1, c = 2, &lt;unk&gt; = 3, &lt;s&gt; = 4, &lt;/s&gt; = 5. Rows: the token before; the last row: no context.
    /// </summary>
    public static TableModel Bigrams(int? maximumContextLength = null)
    {
        double[][] table =
        [
            // a      b      c      unk    s  /s
            [0.125, 0.5, 0.25, 0.0625, 0, 0.0625],     // a
            [0.5, 0, 0.125, 0.25, 0, 0.125],           // b: "b b" has probability 0
            [0.25, 0.25, 0.25, 0.125, 0, 0.125],       // c
            [0.25, 0.25, 0.125, 0.25, 0, 0.125],       // unk
            [0.5, 0.125, 0.125, 0.125, 0, 0.125],      // s
            [0.25, 0.25, 0.25, 0.125, 0, 0.125],       // /s
            [0.25, 0.25, 0.25, 0.125, 0, 0.125],       // no context
        ];
        return new TableModel(6, new() { Unknown = 3, BeginningOfSequence = 4, EndOfSequence = 5 }, context => table[context.IsEmpty ? 6 : context[^1]])
        {
            MaximumContextLength = maximumContextLength,
        };
    }

    /// <summary>The codec of <see cref="Bigrams"/>, on white space.</summary>
    public static VocabularyCodec BigramCodec(TextSplitter? splitter = null) => new(
        new Vocabulary(["a", "b", "c", "<unk>", "<s>", "</s>"], new() { Unknown = 3, BeginningOfSequence = 4, EndOfSequence = 5 }),
        splitter ?? TextSplitter.Whitespace);

    /// <summary>Two tokens; P(0) after n tokens is 1 / (n + 2), so that a score tells how long its context was.</summary>
    public static TableModel ContextLengths(int? maximumContextLength, SpecialTokens? special = null)
        => new(2, special ?? SpecialTokens.None, context => [1.0 / (context.Length + 2), 1 - 1.0 / (context.Length + 2)])
        {
            MaximumContextLength = maximumContextLength,
        };

    public LanguageModelState CreateState() => new State(this, []);

    private double[] Distribution(ReadOnlySpan<int> context) => distribution(context);

    private sealed class State : LanguageModelState
    {
        private readonly TableModel _model;
        private readonly List<int> _context;
        private bool _disposed;

        public State(TableModel model, List<int> context)
        {
            _model = model;
            _context = context;
            Interlocked.Increment(ref model.OpenStates);
        }

        public override int Length => _context.Count;

        public override void Append(int token, CancellationToken cancellationToken = default)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            cancellationToken.ThrowIfCancellationRequested();
            ArgumentOutOfRangeException.ThrowIfNegative(token);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(token, _model.VocabularySize);
            if (_context.Count == _model.MaximumContextLength)
            {
                throw new InvalidOperationException("The context is full.");
            }

            _context.Add(token);
        }

        public override void GetNextLogProbabilities(Span<float> logProbabilities, CancellationToken cancellationToken = default)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            double[] probabilities = _model.Distribution(CollectionsMarshal.AsSpan(_context));
            for (int i = 0; i < logProbabilities.Length; i++)
            {
                logProbabilities[i] = (float)Math.Log(probabilities[i]);
            }
        }

        public override double GetNextLogProbability(int token, CancellationToken cancellationToken = default)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return Math.Log(_model.Distribution(CollectionsMarshal.AsSpan(_context))[token]);
        }

        public override void Rewind(int length) => _context.RemoveRange(length, _context.Count - length);

        public override LanguageModelState Fork() => new State(_model, [.. _context]);

        protected override void Dispose(bool disposing)
        {
            if (!_disposed)
            {
                _disposed = true;
                Interlocked.Decrement(ref _model.OpenStates);
            }

            base.Dispose(disposing);
        }
    }
}
