using LanguageModeling.Caches;
using LanguageModeling.Signatures;
using LanguageModeling.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace LanguageModeling.Decoding;

/// <summary>
/// All inputs of a decoder but the past, for runs of one shape: B sequences of T tokens. Only their contents change from run to run, and the width of an
/// attention mask; <see cref="Bind"/> makes a run see them.
/// </summary>
/// <remarks>Used by one thread at a time.</remarks>
internal sealed class DecoderInputs : IDisposable
{
    private readonly DecoderSignature _signature;
    private readonly IntegerInput?[] _inputs;
    private readonly IntegerInput _ids;
    private readonly IntegerInput? _positions;
    private readonly IntegerInput? _segments;
    private readonly IntegerInput? _mask;
    private readonly IntegerInput? _lengths;
    private readonly IntegerInput? _total;
    private readonly IntegerInput? _logitRows;
    private readonly IntegerInput? _targets;
    private readonly IntegerInput? _logitCount;
    private readonly NativeBuffer? _switch;
    private readonly NativeBuffer _nothing = new(0);
    private bool _isAllSeen; // whether the mask holds ones only
    private bool _isSwitchBound;

    /// <param name="session">Runs the decoder.</param>
    /// <param name="signature">Its inputs.</param>
    /// <param name="rows">Sequences B.</param>
    /// <param name="steps">Tokens T of each.</param>
    /// <param name="logitRows">Rows R of logits, where the graph is told which.</param>
    /// <param name="withTargets">Whether the log probability of a token is wanted at each of them.</param>
    public DecoderInputs(InferenceSession session, DecoderSignature signature, int rows, int steps, int logitRows, bool withTargets = false)
    {
        _signature = signature;
        Rows = rows;
        Steps = steps;
        LogitRowCount = logitRows;
        Binding = session.CreateIoBinding();
        _ids = new IntegerInput(signature.Ids, rows, steps);
        _positions = Create(signature.Positions, rows, steps);
        _segments = Create(signature.Segments, rows, steps);
        _mask = Create(signature.Mask, rows, steps);
        _lengths = signature.SequenceLengths?.Rank == 2 ? Create(signature.SequenceLengths, rows, 1) : Create(signature.SequenceLengths, rows);
        _total = signature.TotalLength?.Rank == 1 ? Create(signature.TotalLength, 1) : Create(signature.TotalLength);
        _logitRows = Create(signature.LogitRows, logitRows);
        _targets = Create(signature.Targets, withTargets ? logitRows : 0);
        _logitCount = signature.LogitCount?.Rank == 1 ? Create(signature.LogitCount, 1) : Create(signature.LogitCount);
        _inputs = [_ids, _positions, _segments, _mask, _lengths, _total, _logitRows, _targets, _logitCount];
        _switch = signature.CacheSwitch is null ? null : new NativeBuffer(1);
    }

    /// <summary>Gets the past and the outputs, too.</summary>
    public OrtIoBinding Binding { get; }

    public int Rows { get; }

    public int Steps { get; }

    public int LogitRowCount { get; }

    /// <summary>Sets the tokens of one sequence, which follow a past; the last row of logits is wanted.</summary>
    /// <param name="tokens">T ids.</param>
    /// <param name="past">Tokens before them.</param>
    public void Set(ReadOnlySpan<int> tokens, int past)
    {
        SetRow(0, tokens, past);
        SetWidth(past, past + Steps);
        SetLogitRow(0, Steps - 1, 0);
    }

    /// <summary>Sets the tokens of one row, padded at the right.</summary>
    /// <param name="row">Number of the row.</param>
    /// <param name="tokens">At most T ids.</param>
    /// <param name="past">Tokens of this row before them.</param>
    public void SetRow(int row, ReadOnlySpan<int> tokens, int past)
    {
        int first = row * Steps;
        for (int t = 0; t < Steps; t++)
        {
            _ids[first + t] = t < tokens.Length ? tokens[t] : 0;
            if (_positions is not null)
            {
                _positions[first + t] = t < tokens.Length ? past + t : 0;
            }
        }

        if (_lengths is not null)
        {
            _lengths[row] = past + tokens.Length - 1;
        }
    }

    /// <summary>Sets what concerns all rows.</summary>
    /// <param name="past">Tokens that are there.</param>
    /// <param name="total">The greatest number of tokens that a row has after the run.</param>
    public void SetWidth(int past, int total)
    {
        if (_total is not null)
        {
            _total[0] = total;
        }

        if (_switch is not null)
        {
            _switch.AsSpan<byte>(0, 1)[0] = (byte)(past > 0 ? 1 : 0);
        }

        if (_mask is not null && (_mask.Length != Rows * total || !_isAllSeen))
        {
            _mask.Reshape(Rows, total);
            _mask.Fill(1);
            _isAllSeen = true;
        }
    }

    /// <summary>Hides a column of the mask from a row, if there is a mask.</summary>
    public void Hide(int row, int column)
    {
        if (_mask is not null)
        {
            _mask[(row * (_mask.Length / Rows)) + column] = 0;
            _isAllSeen = false;
        }
    }

    /// <summary>Names a row of logits that is wanted, where the graph is told which.</summary>
    /// <param name="index">Number of the wanted row.</param>
    /// <param name="place">Its place in [B · T].</param>
    /// <param name="target">The token whose log probability is wanted there.</param>
    public void SetLogitRow(int index, int place, int target)
    {
        if (_logitRows is not null)
        {
            _logitRows[index] = place;
        }

        if (_targets is { Length: > 0 })
        {
            _targets[index] = target;
        }
    }

    /// <summary>Asks for all rows of logits, or the last only, where the graph is told how many.</summary>
    public void SetLogitCount(int count)
    {
        if (_logitCount is not null)
        {
            _logitCount[0] = count;
        }
    }

    /// <summary>Binds a past of no tokens.</summary>
    public void BindEmptyPast()
    {
        if (!_signature.HasPast)
        {
            return;
        }

        new CacheBinding(_signature.Cache!, Rows, Rows).BindPast(Binding, _signature.Entries, _nothing, 0);
    }

    /// <summary>Makes a run take what the inputs hold now.</summary>
    public void Bind()
    {
        bool again = _signature.CopiesInputs;
        foreach (IntegerInput? input in _inputs)
        {
            input?.Bind(Binding, again);
        }

        if (_signature.CacheSwitch is GraphValue cacheSwitch && (again || !_isSwitchBound))
        {
            TensorBinder.BindInput(Binding, cacheSwitch.Name, cacheSwitch.Type, _switch!, 0, cacheSwitch.Rank == 1 ? [1] : []);
            _isSwitchBound = true;
        }
    }

    public void Dispose()
    {
        Binding.Dispose();
        foreach (IntegerInput? input in _inputs)
        {
            input?.Dispose();
        }

        _switch?.Dispose();
        _nothing.Dispose();
    }

    private static IntegerInput? Create(GraphValue? value, params ReadOnlySpan<long> shape) => value is null ? null : new IntegerInput(value, shape);
}
