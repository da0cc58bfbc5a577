namespace LanguageModeling.Constraints;

/// <summary>A constraint made ready for a codec's tokens. Safe for use by many threads at once; they share what is found out about its states.</summary>
internal sealed class CompiledConstraint
{
    // Masks and states are kept for as long as they are useful: a grammar that nests without end has no end of them.
    private const int MostStates = 100_000;

    private readonly Lock _lock = new();
    private readonly ByteGrammar _grammar;
    private readonly ITextCodec _codec;
    private readonly TokenTrie _first;
    private readonly TokenTrie _later;
    private Session _session;

    public CompiledConstraint(ByteGrammar grammar, ITextCodec codec)
    {
        _grammar = grammar;
        _codec = codec;
        _later = CreateTrie(codec, isFirst: false);
        _first = CreateTrie(codec, isFirst: true);
        if (_later.TokenCount == 0)
        {
            throw new NotSupportedException(
                $"{codec.GetType().Name} does not tell the bytes of its tokens, which a constraint needs. "
                + "Use a subword tokenizer, or words split by white space, or characters.");
        }

        _session = new Session(this);
    }

    /// <summary>What a generation works with from its beginning to its end.</summary>
    public Session CurrentSession
    {
        get
        {
            lock (_lock)
            {
                return _session.Automaton.StateCount <= MostStates ? _session : _session = new Session(this);
            }
        }
    }

    private static TokenTrie CreateTrie(ITextCodec codec, bool isFirst)
    {
        SpecialTokens special = codec.SpecialTokens;
        return new TokenTrie(Enumerable.Range(0, codec.VocabularySize)
            .Where(id => id != special.Unknown && id != special.BeginningOfSequence && id != special.EndOfSequence && id != special.Padding)
            .Select(id => (id, codec.GetTokenBytes(id, isFirst) ?? default)));
    }

    /// <summary>An automaton with what is known of its states.</summary>
    internal sealed class Session
    {
        private readonly CompiledConstraint _owner;
        private readonly TokenMasks _firstMasks;
        private readonly TokenMasks _laterMasks;

        public Session(CompiledConstraint owner)
        {
            _owner = owner;
            Automaton = new GrammarAutomaton(owner._grammar);
            var completion = new ShortestCompletion(owner._grammar, owner._later);
            _firstMasks = new TokenMasks(Automaton, completion, owner._first, owner._later, owner._codec.VocabularySize);
            _laterMasks = new TokenMasks(Automaton, completion, owner._later, owner._later, owner._codec.VocabularySize);
        }

        public GrammarAutomaton Automaton { get; }

        /// <summary>The tokens of the shortest text; <see cref="TokenMasks.Impossible"/> when the vocabulary can spell none.</summary>
        public int TokensOfShortestText(bool isFirst)
        {
            lock (_owner._lock)
            {
                return _laterMasks.TokensToComplete(Automaton.Start, isFirst ? _owner._first : _owner._later);
            }
        }

        /// <summary>The tokens that may come next; see <see cref="TokenMasks.Find"/>.</summary>
        public ulong[] FindMask(GrammarAutomaton.State state, bool isFirst, int remaining)
        {
            lock (_owner._lock)
            {
                return (isFirst ? _firstMasks : _laterMasks).Find(state, remaining);
            }
        }

        /// <summary>The state after a token; null when the constraint does not allow it.</summary>
        public GrammarAutomaton.State? Step(GrammarAutomaton.State state, int token, bool isFirst)
        {
            ReadOnlyMemory<byte> bytes = _owner._codec.GetTokenBytes(token, isFirst) ?? default;
            lock (_owner._lock)
            {
                GrammarAutomaton.State? reached = bytes.IsEmpty ? null : state;
                foreach (byte value in bytes.Span)
                {
                    reached = reached is null ? null : Automaton.Step(reached, value);
                }

                return reached;
            }
        }
    }
}
