namespace LanguageModeling.Tables;

/// <summary>A context of an n-gram model: its tokens, and the nodes of its last 1 … N - 1 tokens.</summary>
internal sealed class NgramState : LanguageModelState
{
    private readonly NgramLanguageModel _model;
    private readonly List<int> _tokens;
    private readonly int[] _nodes; // [N - 1]
    private int _nodeCount;

    public NgramState(NgramLanguageModel model)
    {
        _model = model;
        _tokens = [];
        _nodes = new int[model.Order - 1];
    }

    private NgramState(NgramState other)
    {
        _model = other._model;
        _tokens = [.. other._tokens];
        _nodes = [.. other._nodes];
        _nodeCount = other._nodeCount;
    }

    /// <inheritdoc/>
    public override int Length => _tokens.Count;

    private ReadOnlySpan<int> Context => _nodes.AsSpan(0, _nodeCount);

    /// <inheritdoc/>
    public override void Append(int token, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _model.CheckToken(token);
        _nodeCount = _model.Tables.Extend(_nodes, _nodeCount, token);
        _tokens.Add(token);
    }

    /// <inheritdoc/>
    public override void GetNextLogProbabilities(Span<float> logProbabilities, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _model.GetLogProbabilities(Context, logProbabilities);
    }

    /// <inheritdoc/>
    public override double GetNextLogProbability(int token, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _model.CheckToken(token);
        return _model.GetScore(Context, token).LogProbability;
    }

    /// <inheritdoc/>
    public override void Rewind(int length)
    {
        if (length < 0 || length > Length)
        {
            throw new ArgumentOutOfRangeException(nameof(length), length, $"The context holds {Length} tokens; rewind to 0 … {Length}.");
        }

        _tokens.RemoveRange(length, Length - length);
        _nodeCount = 0;
        for (int i = Math.Max(0, length - _nodes.Length); i < length; i++)
        {
            _nodeCount = _model.Tables.Extend(_nodes, _nodeCount, _tokens[i]);
        }
    }

    /// <inheritdoc/>
    public override LanguageModelState Fork() => new NgramState(this);
}
