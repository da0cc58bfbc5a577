using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using LanguageModeling.Caches;
using LanguageModeling.Devices;
using LanguageModeling.Tensors;

namespace LanguageModeling.Decoding;

/// <summary>
/// A context with its key/value cache. Single tokens wait until a distribution is asked for; several go through the model at once. A fork shares
/// the cache until one of the two writes.
/// </summary>
/// <remarks>
/// The cache may hold more tokens than the context: what a shorter context has left behind, or a draft (see <see cref="PromptLookup"/>). They count
/// as soon as the context grows by the very same tokens, and are overwritten by others.
/// </remarks>
internal sealed class OnnxState : LanguageModelState
{
    private readonly Decoder _decoder;
    private readonly List<int> _tokens = [];
    private readonly DecoderStep _step;
    private readonly float[] _logits; // [V], after the first _logitsAfter tokens
    private readonly List<int> _seen = []; // tokens in the cache
    private readonly PromptLookup? _lookup;
    private KeyValueCache? _cache;
    private int _matched; // how many of the first tokens of context and cache are the same
    private float[] _ahead = []; // logits after each of the last tokens of the cache, [rows, V]
    private int _aheadFrom; // number of tokens that the first of them comes after
    private int _aheadRows;
    private int _logitsAfter = -1;
    private double _logSumExp = double.NaN; // of _logits; NaN when not computed yet
    private bool _disposed;

    public OnnxState(Decoder decoder)
    {
        _decoder = decoder;
        _step = new DecoderStep(decoder);
        _logits = new float[decoder.VocabularySize];
        _lookup = decoder.CanDraft ? new PromptLookup(decoder.Options.LookupTokens) : null;
    }

    public override int Length => _tokens.Count;

    /// <summary>The tokens of the context.</summary>
    public ReadOnlySpan<int> Tokens => CollectionsMarshal.AsSpan(_tokens);

    /// <summary>Whether it belongs to a decoder.</summary>
    public bool IsOf(Decoder decoder) => _decoder == decoder;

    /// <summary>How many of them the cache has.</summary>
    public int ReadCount => _matched;

    /// <summary>The first that the cache lacks.</summary>
    public int NextToken => _tokens[_matched];

    /// <summary>Logits after the last token, when evaluated.</summary>
    public ReadOnlySpan<float> Logits => _logits;

    /// <summary>Where it sits in a batch, which then has its cache.</summary>
    public DecoderBatch.Seat? Seat { get; set; }

    /// <summary>The cache, where it does not sit in a batch.</summary>
    public CacheRow OwnRow => _cache!.Row;

    public override void Append(int token, CancellationToken cancellationToken = default)
    {
        CheckRoom(1);
        CheckId(token);
        Add(token);
    }

    public override void Append(ReadOnlySpan<int> tokens, CancellationToken cancellationToken = default)
    {
        CheckRoom(tokens.Length);
        foreach (int token in tokens)
        {
            CheckId(token);
        }

        int before = _tokens.Count;
        foreach (int token in tokens)
        {
            Add(token);
        }

        if (tokens.Length > 1)
        {
            try
            {
                Evaluate(cancellationToken);
            }
            catch
            {
                int kept = Math.Max(before, _matched);
                _tokens.RemoveRange(kept, _tokens.Count - kept);
                throw;
            }
        }
    }

    public override void GetNextLogProbabilities(Span<float> logProbabilities, CancellationToken cancellationToken = default)
    {
        if (logProbabilities.Length != _logits.Length)
        {
            throw new ArgumentException($"Expected room for {_logits.Length} log probabilities but got {logProbabilities.Length}.", nameof(logProbabilities));
        }

        Evaluate(cancellationToken);
        TensorPrimitives.Subtract(_logits, (float)LogSumExp(), logProbabilities);
    }

    public override double GetNextLogProbability(int token, CancellationToken cancellationToken = default)
    {
        CheckId(token);
        Evaluate(cancellationToken);
        return Math.Min(0, _logits[token] - LogSumExp());
    }

    public override void Rewind(int length)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (length < 0 || length > _tokens.Count)
        {
            throw new ArgumentOutOfRangeException(nameof(length), length, $"The context has {_tokens.Count} tokens; it can be shortened to 0 up to that many.");
        }

        _tokens.RemoveRange(length, _tokens.Count - length);
        _matched = Math.Min(_matched, length);
        if (_logitsAfter > length)
        {
            _logitsAfter = -1;
        }
    }

    public override LanguageModelState Fork()
    {
        if (_tokens.Count > 0)
        {
            Evaluate(CancellationToken.None); // once, not in each fork
        }

        LeaveBatch();
        var fork = new OnnxState(_decoder) { _cache = _cache?.Share(), _matched = _matched, _logitsAfter = _logitsAfter, _logSumExp = _logSumExp };
        fork._tokens.AddRange(_tokens);
        fork._seen.AddRange(_seen);
        _logits.CopyTo(fork._logits, 0);
        return fork;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            Seat?.Leave(keep: false);
            _cache?.Dispose();
            _step.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Whether a run of its last token, after a past, is all that it lacks.</summary>
    public bool LacksOneToken()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        int count = _tokens.Count;
        if (!_decoder.HasCache || count < 2 || _logitsAfter == count || HasAhead(count))
        {
            return false;
        }

        _matched = Math.Min(_matched, count - 1);
        return _matched == count - 1;
    }

    /// <summary>Whether its tokens, more than one, have yet to go into a cache.</summary>
    public bool HasReadNothing => _decoder.HasCache && Seat is null && _matched == 0 && _tokens.Count > 1 && _logitsAfter != _tokens.Count;

    /// <summary>Takes what a run has computed for all of its tokens.</summary>
    /// <param name="cache">Has them; its own now.</param>
    /// <param name="logits">All rows.</param>
    /// <param name="row">That after its last token.</param>
    public void TakePrompt(KeyValueCache cache, RealOutput logits, long row)
    {
        _cache?.Dispose();
        _cache = cache;
        _seen.Clear();
        Remember(Tokens);
        logits.Read(row, _logits);
        _matched = _tokens.Count;
        _aheadRows = 0;
        _logSumExp = double.NaN;
        _logitsAfter = _tokens.Count;
    }

    /// <summary>Takes what a batch has computed for the next token.</summary>
    /// <param name="logits">All rows.</param>
    /// <param name="row">Its own.</param>
    public void TakeStep(RealOutput logits, int row)
    {
        logits.Read(row, _logits);
        _seen.Add(NextToken);
        _matched++;
        _aheadRows = 0;
        _logSumExp = double.NaN;
        _logitsAfter = _tokens.Count;
    }

    /// <summary>Takes its cache back from a batch.</summary>
    public void LeaveBatch()
    {
        _cache = Seat is null ? _cache : Seat.Leave(keep: true);
        Seat = null;
    }

    /// <summary>Gives up its own cache, which a batch has copied.</summary>
    public void ReleaseOwnCache()
    {
        _cache?.Dispose();
        _cache = null;
    }

    /// <summary>What of the cache is not part of the context will be overwritten.</summary>
    public void Forget() => _seen.RemoveRange(_matched, _seen.Count - _matched);

    /// <summary>Makes the logits those after the last token.</summary>
    public void Evaluate(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        int count = _tokens.Count;
        if (_logitsAfter == count)
        {
            return;
        }

        using Lifetime.Use use = _decoder.Lifetime.Begin();
        _logitsAfter = -1;
        _logSumExp = double.NaN;
        if (count == 0)
        {
            EvaluateStart(cancellationToken);
        }
        else if (_decoder.HasCache)
        {
            EvaluateCached(count, cancellationToken);
        }
        else
        {
            _step.Run(null, 0, Tokens, _logits, cancellationToken);
        }

        _logitsAfter = count;
    }

    private void EvaluateCached(int count, CancellationToken cancellationToken)
    {
        if (HasAhead(count))
        {
            _ahead.AsSpan((count - _aheadFrom) * _logits.Length, _logits.Length).CopyTo(_logits); // the draft was right
            _lookup?.Accept();
            return;
        }

        _matched = Math.Min(_matched, count - 1); // the last token of a shortened context runs again, for its logits
        _aheadRows = 0;
        LeaveBatch();
        if (_lookup is not null && count - _matched == 1 && EvaluateDraft(count, cancellationToken))
        {
            return;
        }

        while (_matched < count)
        {
            int most = _decoder.GraphAfter(_matched).Signature.FixedSteps ?? _decoder.Options.PrefillTokens;
            int steps = Math.Min(count - _matched, most);
            Forget();
            Reserve(_matched + steps, count);
            _step.Run(_cache, _matched, Tokens.Slice(_matched, steps), _logits, cancellationToken);
            Remember(Tokens.Slice(_matched, steps));
            _matched += steps;
        }
    }

    /// <summary>Whether a draft has brought the logits after so many tokens.</summary>
    private bool HasAhead(int count) => _matched == count && count >= _aheadFrom && count < _aheadFrom + _aheadRows;

    /// <summary>Runs the last token with tokens that may follow it, if there are any.</summary>
    private bool EvaluateDraft(int count, CancellationToken cancellationToken)
    {
        int room = (_decoder.ContextLength ?? int.MaxValue) - count;
        ReadOnlySpan<int> draft = _lookup!.Find(Tokens, room);
        if (draft.IsEmpty)
        {
            return false;
        }

        Span<int> run = stackalloc int[1 + draft.Length];
        run[0] = _tokens[^1];
        draft.CopyTo(run[1..]);
        if (_ahead.Length < run.Length * _logits.Length)
        {
            _ahead = new float[run.Length * _logits.Length];
        }

        Forget();
        Reserve(_matched + run.Length, _matched + run.Length);
        _step.RunRows(_cache!, _matched, run, _ahead, cancellationToken);
        Remember(run);
        _matched = count;
        _aheadFrom = count;
        _aheadRows = run.Length;
        _ahead.AsSpan(0, _logits.Length).CopyTo(_logits);
        return true;
    }

    private void Add(int token)
    {
        if (_matched == _tokens.Count && _matched < _seen.Count && _seen[_matched] == token)
        {
            _matched++;
        }

        _tokens.Add(token);
    }

    private void Remember(ReadOnlySpan<int> tokens)
    {
        foreach (int token in tokens)
        {
            _seen.Add(token);
        }
    }

    private void Reserve(int needed, int wanted)
        => _cache = _cache is null
            ? new KeyValueCache(_decoder.Caches!, rows: 1, wanted)
            : _cache.MakeWritable(_matched, _cache.Capacity >= needed ? needed : Math.Max(needed, wanted));

    private void EvaluateStart(CancellationToken cancellationToken)
    {
        int start = _decoder.StartToken ?? throw NoStart();
        using var state = new OnnxState(_decoder);
        state.Append(start, cancellationToken);
        state.Evaluate(cancellationToken);
        state._logits.CopyTo(_logits, 0);
    }

    /// <summary>Why the first token of a text has no probability.</summary>
    internal static InvalidOperationException NoStart() => new(
        "The context is empty, and nothing beside the model tells which token begins a text, so the first token has no probability. "
        + $"Begin with a token, or set {nameof(OnnxModelOptions.StartToken)} or {nameof(OnnxModelOptions.SpecialTokens)}.");

    private double LogSumExp()
    {
        if (double.IsNaN(_logSumExp))
        {
            _logSumExp = LogSoftmax.LogSumExp(_logits);
        }

        return _logSumExp;
    }

    private void CheckId(int token)
    {
        if ((uint)token >= (uint)_logits.Length)
        {
            throw new ArgumentOutOfRangeException(nameof(token), token, $"Token ids of this model are from 0 to {_logits.Length - 1}. Encode the text with the model's tokenizer.");
        }
    }

    private void CheckRoom(int added)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_tokens.Count + added > _decoder.ContextLength)
        {
            throw new InvalidOperationException(
                $"The context has {_tokens.Count} tokens, the model takes {_decoder.ContextLength}, and {added} more do not fit. Shorten the text, or rewind the state.");
        }
    }
}
