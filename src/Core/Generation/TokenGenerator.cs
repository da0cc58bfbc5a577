using System.Runtime.InteropServices;
using LanguageModeling.Sampling;

namespace LanguageModeling.Generation;

/// <summary>Generates one sequence, token by token, greedily or by drawing. Allocates nothing per token unless alternatives are wanted.</summary>
/// <remarks>Used by one thread at a time.</remarks>
internal sealed class TokenGenerator
{
    private readonly GenerationTask _task;
    private readonly TokenContext _context;
    private readonly LogitsPipeline _pipeline;
    private readonly Candidates _candidates;
    private readonly TokenSampler _sampler;
    private readonly List<int> _tokens; // prompt and generated
    private int _read; // how many of them the context has, or had
    private int[]? _slid; // what the context is on its way to become
    private bool _finished;

    /// <param name="task">What to generate.</param>
    /// <param name="context">Holds the prompt; stays its owner's, who leaves it alone until the generation ends.</param>
    /// <param name="seed">Start of the random numbers.</param>
    public TokenGenerator(GenerationTask task, TokenContext context, ulong seed)
    {
        _task = task;
        _context = context;
        _pipeline = new LogitsPipeline(task);
        _candidates = new Candidates(task.Model.VocabularySize);
        _sampler = new TokenSampler(task.Options, _candidates, new Xoshiro256(seed));
        int expected = task.Prompt.Length + Math.Min(task.Options.MaximumTokens, 4096);
        context.Reserve(expected);
        _tokens = new List<int>(expected);
        _tokens.AddRange(task.Prompt);
        _read = _tokens.Count;
    }

    /// <summary>The newest token, while the context lacks it.</summary>
    public int? Unread => _read < _tokens.Count ? _tokens[^1] : null;

    /// <summary>Puts the newest token into the context, so that the model can compute what comes next. <see cref="TryNext"/> does this, too.</summary>
    public void Advance(CancellationToken cancellationToken)
    {
        if (_finished || Unread is not int token)
        {
            return;
        }

        if (_task.Slides && _context.State.Length >= _task.Model.MaximumContextLength)
        {
            _slid ??= _context.Slid(_task.KeptTokens);
        }

        if (_slid is not null)
        {
            _context.MoveTo(_slid, cancellationToken);
            _slid = null;
        }

        _context.Append([token], cancellationToken);
        _read++;
    }

    /// <summary>Generates the next token; false after the one that carries a finish reason.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; calling again goes on where it stopped.</exception>
    public bool TryNext(out GeneratedToken token, CancellationToken cancellationToken)
    {
        token = default;
        if (_finished)
        {
            return false;
        }

        cancellationToken.ThrowIfCancellationRequested();
        Advance(cancellationToken);
        int promptLength = _task.Prompt.Length;
        _pipeline.Run(_context.State, CollectionsMarshal.AsSpan(_tokens), promptLength, cancellationToken);
        IReadOnlyList<TokenAlternative> alternatives = FindAlternatives(_candidates, _pipeline.LogProbabilities, _task.Options.TopAlternatives);
        int id = _sampler.Choose(_pipeline.Logits);
        if (id < 0)
        {
            _finished = true;
            token = new GeneratedToken(-1, 0, alternatives, FinishReason.NoTokenLeft);
            return true;
        }

        _tokens.Add(id);
        FinishReason? reason = _task.ReasonOf(id)
            ?? (_pipeline.MeetsConstraint(CollectionsMarshal.AsSpan(_tokens)) ? FinishReason.ConstraintMet : (FinishReason?)null)
            ?? _task.ReasonOfLength(_tokens.Count - promptLength, _context.State.Length);
        _finished = reason != null;
        token = new GeneratedToken(id, _pipeline.LogProbabilities[id], alternatives, reason);
        return true;
    }

    /// <summary>Generates the whole sequence.</summary>
    public GeneratedSequence Run(ulong? seed, CancellationToken cancellationToken)
    {
        List<GeneratedToken> tokens = [];
        FinishReason reason = default;
        while (TryNext(out GeneratedToken token, cancellationToken))
        {
            reason = token.FinishReason ?? reason;
            if (token.Id >= 0)
            {
                tokens.Add(token);
            }
        }

        return new GeneratedSequence { Tokens = tokens, FinishReason = reason, PromptTokenCount = _task.Prompt.Length, Seed = seed };
    }

    /// <summary>The most probable tokens of a distribution, best first, ties by lower id; tokens of probability 0 are left out.</summary>
    public static IReadOnlyList<TokenAlternative> FindAlternatives(Candidates candidates, float[] logProbabilities, int count)
    {
        if (count == 0)
        {
            return [];
        }

        candidates.Load(logProbabilities);
        candidates.SortFirst(count);
        TokenAlternative[] alternatives = new TokenAlternative[Math.Min(count, candidates.Count)];
        for (int i = 0; i < alternatives.Length; i++)
        {
            int id = candidates.IdAt(i);
            alternatives[i] = new TokenAlternative(id, logProbabilities[id]);
        }

        return alternatives;
    }
}
