using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace LanguageModeling.Decoding;

/// <summary>
/// A context with its key/value cache. Single tokens wait until a distribution is asked for; several go through the model at once. A fork shares
/// the cache until one of the two writes.
/// </summary>
internal sealed class OnnxState : LanguageModelState
{
    private readonly Decoder _decoder;
    private readonly List<int> _tokens = [];
    private readonly DecoderStep _step;
    private readonly float[] _logits; // [V], after the first _logitsAfter tokens
    private KeyValueCache? _cache;
    private int _cached; // tokens in the cache
    private int _logitsAfter = -1;
    private double _logSumExp = double.NaN; // of _logits; NaN when not computed yet
    private bool _disposed;

    public OnnxState(Decoder decoder)
    {
        _decoder = decoder;
        _step = new DecoderStep(decoder);
        _logits = new float[decoder.VocabularySize];
    }

    public override int Length => _tokens.Count;

    /// <summary>The tokens of the context.</summary>
    public ReadOnlySpan<int> Tokens => CollectionsMarshal.AsSpan(_tokens);

    public override void Append(int token, CancellationToken cancellationToken = default)
    {
        CheckRoom(1);
        CheckId(token);
        _tokens.Add(token);
    }

    public override void Append(ReadOnlySpan<int> tokens, CancellationToken cancellationToken = default)
    {
        CheckRoom(tokens.Length);
        foreach (int token in tokens)
        {
            CheckId(token);
        }

        int before = _tokens.Count;
        _tokens.AddRange(tokens);
        if (tokens.Length > 1)
        {
            try
            {
                Evaluate(cancellationToken);
            }
            catch
            {
                int kept = Math.Max(before, _cached);
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
        _cached = Math.Min(_cached, length);
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

        var fork = new OnnxState(_decoder) { _cache = _cache?.Share(), _cached = _cached, _logitsAfter = _logitsAfter, _logSumExp = _logSumExp };
        fork._tokens.AddRange(_tokens);
        _logits.CopyTo(fork._logits, 0);
        return fork;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _cache?.Dispose();
            _step.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Makes the logits those after the last token.</summary>
    private void Evaluate(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        int count = _tokens.Count;
        if (_logitsAfter == count)
        {
            return;
        }

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
        _cached = Math.Min(_cached, count - 1); // the last token of a shortened context runs again, for its logits
        while (_cached < count)
        {
            int most = _decoder.GraphAfter(_cached).Signature.FixedSteps ?? _decoder.Options.PrefillTokens;
            int steps = Math.Min(count - _cached, most);
            Reserve(_cached + steps, count);
            _step.Run(_cache, _cached, Tokens.Slice(_cached, steps), _logits, cancellationToken);
            _cached += steps;
        }
    }

    private void Reserve(int needed, int wanted)
        => _cache = _cache is null
            ? new KeyValueCache(_decoder.First.Signature.Cache!, _decoder.IsInPlace, rows: 1, wanted, _decoder.ContextLength)
            : _cache.MakeWritable(_cached, _cache.Capacity >= needed ? needed : Math.Max(needed, wanted));

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
