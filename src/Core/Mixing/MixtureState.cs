namespace LanguageModeling.Mixing;

/// <summary>A context of a mixture: one of each of its models.</summary>
internal sealed class MixtureState : LanguageModelState
{
    private readonly MixtureLanguageModel _model;
    private readonly LanguageModelState[] _states; // [M]
    private float[]? _one; // [V]: of one model
    private double[]? _sum; // [V]

    public MixtureState(MixtureLanguageModel model)
        : this(model, [.. model.Models.Select(part => part.CreateState())])
    {
    }

    private MixtureState(MixtureLanguageModel model, LanguageModelState[] states)
    {
        _model = model;
        _states = states;
    }

    /// <summary>The state of one of the models; null if the mixture is another.</summary>
    public LanguageModelState? PartOf(MixtureLanguageModel mixture, int model) => mixture == _model ? _states[model] : null;

    /// <inheritdoc/>
    public override int Length => _states[0].Length;

    /// <inheritdoc/>
    public override void Append(int token, CancellationToken cancellationToken = default)
    {
        int length = Length;
        try
        {
            foreach (LanguageModelState state in _states)
            {
                state.Append(token, cancellationToken);
            }
        }
        catch
        {
            foreach (LanguageModelState state in _states.Where(state => state.Length > length))
            {
                state.Rewind(length); // All of them, or none.
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public override void GetNextLogProbabilities(Span<float> logProbabilities, CancellationToken cancellationToken = default)
    {
        if (logProbabilities.Length != _model.VocabularySize)
        {
            throw new ArgumentException($"Expected room for {_model.VocabularySize} log probabilities (V) but got {logProbabilities.Length}.", nameof(logProbabilities));
        }

        _one ??= new float[_model.VocabularySize];
        _sum ??= new double[_model.VocabularySize];
        Array.Clear(_sum);
        for (int m = 0; m < _states.Length; m++)
        {
            _states[m].GetNextLogProbabilities(_one, cancellationToken);
            double weight = _model.Weights[m];
            for (int token = 0; token < _sum.Length; token++)
            {
                _sum[token] += weight * Math.Exp(_one[token]);
            }
        }

        for (int token = 0; token < _sum.Length; token++)
        {
            logProbabilities[token] = (float)Math.Min(0, Math.Log(_sum[token]));
        }
    }

    /// <inheritdoc/>
    public override double GetNextLogProbability(int token, CancellationToken cancellationToken = default)
    {
        double sum = 0;
        for (int m = 0; m < _states.Length; m++)
        {
            sum += _model.Weights[m] * Math.Exp(_states[m].GetNextLogProbability(token, cancellationToken));
        }

        return Math.Min(0, Math.Log(sum));
    }

    /// <inheritdoc/>
    public override void Rewind(int length)
    {
        foreach (LanguageModelState state in _states)
        {
            state.Rewind(length);
        }
    }

    /// <inheritdoc/>
    public override LanguageModelState Fork() => new MixtureState(_model, Array.ConvertAll(_states, state => state.Fork()));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        foreach (LanguageModelState state in _states)
        {
            state.Dispose();
        }

        base.Dispose(disposing);
    }
}
