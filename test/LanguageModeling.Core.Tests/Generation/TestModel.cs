namespace LanguageModeling.Tests.Generation;

/// <summary>A model given by a function from context to log probabilities; allocates nothing that the function does not.</summary>
internal sealed class TestModel(int vocabularySize, Func<List<int>, float[]> next) : ILanguageModel
{
    public int VocabularySize => vocabularySize;

    public SpecialTokens SpecialTokens { get; init; } = SpecialTokens.None;

    public int? MaximumContextLength { get; init; }

    /// <summary>Called at each step, before the distribution is computed.</summary>
    public Action<CancellationToken> OnStep { get; init; } = _ => { };

    /// <summary>Called for each token that goes in, before it does.</summary>
    public Action<CancellationToken> OnAppend { get; set; } = _ => { };

    /// <summary>How many states each call of <see cref="EvaluateBatch"/> had.</summary>
    public List<int> BatchSizes { get; } = [];

    /// <summary>Number of states that are not yet disposed.</summary>
    public int OpenStates => _openStates;

    /// <summary>Number of tokens that went into states.</summary>
    public int AppendedTokens { get; private set; }

    private int _openStates;

    public LanguageModelState CreateState() => new State(this, []);

    public void EvaluateBatch(ReadOnlySpan<LanguageModelState> states, CancellationToken cancellationToken = default)
    {
        BatchSizes.Add(states.Length);
        foreach (LanguageModelState state in states)
        {
            Assert.AreSame(this, ((State)state).Model);
        }
    }

    /// <summary>A model with the same distribution everywhere.</summary>
    public static TestModel Constant(params double[] probabilities)
    {
        float[] logs = Logs(probabilities);
        return new TestModel(logs.Length, _ => logs);
    }

    /// <summary>A model whose distribution depends on the last token; the last row is for the empty context.</summary>
    public static TestModel Bigram(SpecialTokens special, params double[][] rows)
    {
        float[][] logs = [.. rows.Select(row => Logs(row))];
        return new TestModel(logs[0].Length, context => logs[context.Count == 0 ? ^1 : context[^1]]) { SpecialTokens = special };
    }

    /// <summary>A model that goes through a list of ids, whatever the context, then gives the end of sequence for ever.</summary>
    public static TestModel Script(int vocabularySize, SpecialTokens special, int promptLength, params int[] script)
        => new(vocabularySize, context =>
        {
            float[] logs = new float[vocabularySize];
            Array.Fill(logs, float.NegativeInfinity);
            int place = context.Count - promptLength;
            logs[place < script.Length ? script[place] : special.EndOfSequence!.Value] = 0;
            return logs;
        })
        { SpecialTokens = special };

    /// <summary>A model with a distribution of its own, fixed by the context, at every place.</summary>
    public static TestModel Hashed(int vocabularySize, SpecialTokens special)
        => new(vocabularySize, context =>
        {
            ulong hash = 17;
            context.ForEach(id => hash = ((hash + (ulong)id + 1) * 0x9E3779B97F4A7C15) ^ (hash >> 29));
            double[] weights = [.. Enumerable.Range(0, vocabularySize).Select(id => 0.05 + ((hash >> (id * 5)) % 32 / 32.0))];
            double total = weights.Sum();
            return Logs([.. weights.Select(weight => weight / total)]);
        })
        { SpecialTokens = special };

    public static float[] Logs(double[] probabilities) => [.. probabilities.Select(p => (float)Math.Log(p))];

    private sealed class State : LanguageModelState
    {
        private readonly TestModel _model;
        private readonly List<int> _context;

        public State(TestModel model, IEnumerable<int> context)
        {
            _model = model;
            _context = new List<int>(4096);
            _context.AddRange(context);
            Interlocked.Increment(ref model._openStates);
        }

        public TestModel Model => _model;

        public override int Length => _context.Count;

        public override void Append(int token, CancellationToken cancellationToken = default)
        {
            if (_context.Count == _model.MaximumContextLength)
            {
                throw new InvalidOperationException("The context is full.");
            }

            _model.OnAppend(cancellationToken);
            _model.AppendedTokens++;
            _context.Add(token);
        }

        public override void GetNextLogProbabilities(Span<float> logProbabilities, CancellationToken cancellationToken = default)
        {
            _model.OnStep(cancellationToken);
            _model.Next(_context).CopyTo(logProbabilities);
        }

        public override double GetNextLogProbability(int token, CancellationToken cancellationToken = default) => _model.Next(_context)[token];

        public override void Rewind(int length) => _context.RemoveRange(length, _context.Count - length);

        public override LanguageModelState Fork() => new State(_model, _context);

        protected override void Dispose(bool disposing)
        {
            Interlocked.Decrement(ref _model._openStates);
            base.Dispose(disposing);
        }
    }

    private float[] Next(List<int> context) => next(context);
}

/// <summary>A step that waits until it is cancelled or let through.</summary>
internal sealed class TestModelGate : IDisposable
{
    public ManualResetEventSlim Entered { get; } = new();

    public ManualResetEventSlim Open { get; } = new();

    public void Wait(CancellationToken cancellationToken)
    {
        Entered.Set();
        Open.Wait(cancellationToken);
    }

    public void Dispose()
    {
        Entered.Dispose();
        Open.Dispose();
    }
}
