using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LanguageModeling.WordTraining;

/// <summary>The step of <see cref="PlainStep"/>. All rows of a window stay in the innermost cache, and each number of a row is loaded as seldom as can be.</summary>
/// <remarks>
/// One input after the other: a pass over the targets takes their products with it, another changes both. Together: three small matrix products (Ji et al.
/// 2019). Letters: C inputs, T targets, P = T rounded up to a multiple of four, S floats from row to row. Compiled in full at once: guided by a profile of its
/// first calls, the same code ran at half the speed.
/// </remarks>
internal sealed class FastStep<TLanes> : IWindowStep
    where TLanes : struct, ILanes<TLanes>
{
    private const int Width = WeightMatrix.Alignment;

    private readonly WeightMatrix _input;
    private readonly WeightMatrix _output;
    private readonly nint _stride; // S
    private readonly LogisticLoss _loss = new();
    private readonly WeightMatrix _mean; // [1, D]
    private readonly WeightMatrix _change; // [1, D]
    private WeightMatrix _outputChanges; // [T, D]
    private nint[] _inputPlaces = new nint[16]; // [C]
    private nint[] _targetPlaces = new nint[16]; // [T]
    private float[] _signs = new float[16]; // [P]
    private float[] _errors = new float[256]; // [C, P]

    public FastStep(WeightMatrix input, WeightMatrix output)
    {
        _input = input;
        _output = output;
        _stride = input.Stride;
        _mean = new WeightMatrix(1, input.Columns);
        _change = new WeightMatrix(1, input.Columns);
        _outputChanges = new WeightMatrix(16, input.Columns);
    }

    public double Loss => _loss.Sum;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void TrainInTurn(ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets, ReadOnlySpan<float> signs, float rate)
    {
        if (inputs.IsEmpty || targets.IsEmpty)
        {
            return;
        }

        int pitch = Prepare(inputs, targets, signs);
        ref float input = ref _input.Origin;
        ReadOnlySpan<nint> targetPlaces = _targetPlaces.AsSpan(0, targets.Length);
        foreach (nint place in _inputPlaces.AsSpan(0, inputs.Length))
        {
            ref float v = ref Unsafe.Add(ref input, place);
            Multiply(ref input, [place], ref _output.Origin, targetPlaces, _errors.AsSpan(0, pitch), pitch);
            _loss.Replace(_errors.AsSpan(0, pitch), _signs.AsSpan(0, pitch), rate);
            Exchange(ref v, ref v, isNew: false, ref _output.Origin, targetPlaces, ref _errors[0]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void TrainTogether(ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets, ReadOnlySpan<float> signs, float rate)
    {
        if (inputs.IsEmpty || targets.IsEmpty)
        {
            return;
        }

        int pitch = Prepare(inputs, targets, signs);
        ref float input = ref _input.Origin;
        ref float output = ref _output.Origin;
        ReadOnlySpan<nint> inputPlaces = _inputPlaces.AsSpan(0, inputs.Length);
        ReadOnlySpan<nint> targetPlaces = _targetPlaces.AsSpan(0, targets.Length);
        Span<float> errors = _errors.AsSpan(0, inputs.Length * pitch);
        Multiply(ref input, inputPlaces, ref output, targetPlaces, errors, pitch);
        _loss.Replace(errors, _signs.AsSpan(0, pitch), rate);

        ref float changes = ref _outputChanges.Origin;
        for (int t = 0; t < targets.Length; t++)
        {
            Combine(ref Unsafe.Add(ref changes, t * _stride), isNew: true, ref input, inputPlaces, ref errors[t], pitch);
        }

        for (int c = 0; c < inputs.Length; c++)
        {
            Combine(ref Unsafe.Add(ref input, inputPlaces[c]), isNew: false, ref output, targetPlaces, ref errors[c * pitch], 1);
        }

        for (int t = 0; t < targets.Length; t++)
        {
            Add(ref Unsafe.Add(ref output, targetPlaces[t]), ref Unsafe.Add(ref changes, t * _stride));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void TrainMean(ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets, ReadOnlySpan<float> signs, float rate)
    {
        if (inputs.IsEmpty || targets.IsEmpty)
        {
            return;
        }

        int pitch = Prepare(inputs, targets, signs);
        ref float input = ref _input.Origin;
        ref float output = ref _output.Origin;
        ref float mean = ref _mean.Origin;
        ref float change = ref _change.Origin;
        ReadOnlySpan<nint> inputPlaces = _inputPlaces.AsSpan(0, inputs.Length);
        ReadOnlySpan<nint> targetPlaces = _targetPlaces.AsSpan(0, targets.Length);
        Average(ref mean, ref input, inputPlaces);
        Span<float> errors = _errors.AsSpan(0, pitch);
        Multiply(ref mean, [0], ref output, targetPlaces, errors, pitch);
        _loss.Replace(errors, _signs.AsSpan(0, pitch), rate);

        Exchange(ref mean, ref change, isNew: true, ref output, targetPlaces, ref errors[0]);
        foreach (nint place in inputPlaces)
        {
            Add(ref Unsafe.Add(ref input, place), ref change);
        }
    }

    /// <summary>Finds the places of rows, makes room, and pads the signs; gives P.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Prepare(ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets, ReadOnlySpan<float> signs)
    {
        int pitch = (targets.Length + 3) & ~3;
        if (_inputPlaces.Length < inputs.Length)
        {
            _inputPlaces = new nint[2 * inputs.Length];
        }

        if (_signs.Length < pitch)
        {
            _targetPlaces = new nint[2 * pitch];
            _signs = new float[2 * pitch];
            _outputChanges = new WeightMatrix(2 * pitch, _input.Columns);
        }

        if (_errors.Length < inputs.Length * pitch)
        {
            _errors = new float[2 * inputs.Length * pitch];
        }

        for (int c = 0; c < inputs.Length; c++)
        {
            _inputPlaces[c] = inputs[c] * _stride;
        }

        for (int t = 0; t < targets.Length; t++)
        {
            _targetPlaces[t] = targets[t] * _stride;
        }

        signs.CopyTo(_signs);
        _signs.AsSpan(targets.Length, pitch - targets.Length).Clear();
        return pitch;
    }

    /// <summary>x[c, t] = input row c · target row t.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(
        ref float input, ReadOnlySpan<nint> inputs, ref float output, ReadOnlySpan<nint> targets, Span<float> x, int pitch)
    {
        int c = 0;
        for (; c + 1 < inputs.Length; c += 2)
        {
            ref float first = ref Unsafe.Add(ref input, inputs[c]);
            ref float second = ref Unsafe.Add(ref input, inputs[c + 1]);
            int t = 0;
            for (; t + 1 < targets.Length; t += 2)
            {
                Dot2x2(
                    ref first, ref second, ref Unsafe.Add(ref output, targets[t]), ref Unsafe.Add(ref output, targets[t + 1]), ref x[(c * pitch) + t], ref x[((c + 1) * pitch) + t]);
            }

            if (t < targets.Length)
            {
                ref float last = ref Unsafe.Add(ref output, targets[t]);
                x[(c * pitch) + t] = Dot(ref first, ref last);
                x[((c + 1) * pitch) + t] = Dot(ref second, ref last);
            }
        }

        if (c < inputs.Length)
        {
            ref float last = ref Unsafe.Add(ref input, inputs[c]);
            int t = 0;
            for (; t + 1 < targets.Length; t += 2)
            {
                Dot1x2(ref last, ref Unsafe.Add(ref output, targets[t]), ref Unsafe.Add(ref output, targets[t + 1]), ref x[(c * pitch) + t]);
            }

            if (t < targets.Length)
            {
                x[(c * pitch) + t] = Dot(ref last, ref Unsafe.Add(ref output, targets[t]));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Dot2x2(ref float v0, ref float v1, ref float u0, ref float u1, ref float x0, ref float x1)
    {
        TLanes x00 = default, x01 = default, x10 = default, x11 = default;
        for (nint i = 0; i < _stride; i += Width)
        {
            TLanes a = TLanes.Load(ref v0, i), b = TLanes.Load(ref v1, i);
            TLanes u = TLanes.Load(ref u0, i);
            x00 = TLanes.MultiplyAdd(a, u, x00);
            x10 = TLanes.MultiplyAdd(b, u, x10);
            u = TLanes.Load(ref u1, i);
            x01 = TLanes.MultiplyAdd(a, u, x01);
            x11 = TLanes.MultiplyAdd(b, u, x11);
        }

        x0 = TLanes.Sum(x00);
        Unsafe.Add(ref x0, 1) = TLanes.Sum(x01);
        x1 = TLanes.Sum(x10);
        Unsafe.Add(ref x1, 1) = TLanes.Sum(x11);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Dot1x2(ref float v, ref float u0, ref float u1, ref float x)
    {
        TLanes x0 = default, x1 = default;
        for (nint i = 0; i < _stride; i += Width)
        {
            TLanes a = TLanes.Load(ref v, i);
            x0 = TLanes.MultiplyAdd(a, TLanes.Load(ref u0, i), x0);
            x1 = TLanes.MultiplyAdd(a, TLanes.Load(ref u1, i), x1);
        }

        x = TLanes.Sum(x0);
        Unsafe.Add(ref x, 1) = TLanes.Sum(x1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private float Dot(ref float v, ref float u)
    {
        TLanes sum = default;
        for (nint i = 0; i < _stride; i += Width)
        {
            sum = TLanes.MultiplyAdd(TLanes.Load(ref v, i), TLanes.Load(ref u, i), sum);
        }

        return TLanes.Sum(sum);
    }

    /// <summary>target (+)= Σ factor[j] · row[j]. Factors stand <paramref name="step"/> floats apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Combine(ref float target, bool isNew, ref float origin, ReadOnlySpan<nint> rows, ref float factors, int step)
    {
        ref nint places = ref MemoryMarshal.GetReference(rows);
        nint i = 0;
        for (; i + Width < _stride; i += 2 * Width)
        {
            ref float column = ref Unsafe.Add(ref origin, i);
            TLanes sum0 = isNew ? default : TLanes.Load(ref target, i);
            TLanes sum1 = isNew ? default : TLanes.Load(ref target, i + Width);
            for (int j = 0; j < rows.Length; j++)
            {
                nint place = Unsafe.Add(ref places, j);
                TLanes factor = TLanes.Broadcast(Unsafe.Add(ref factors, j * step));
                sum0 = TLanes.MultiplyAdd(factor, TLanes.Load(ref column, place), sum0);
                sum1 = TLanes.MultiplyAdd(factor, TLanes.Load(ref column, place + Width), sum1);
            }

            TLanes.Store(sum0, ref target, i);
            TLanes.Store(sum1, ref target, i + Width);
        }

        if (i < _stride)
        {
            ref float column = ref Unsafe.Add(ref origin, i);
            TLanes sum = isNew ? default : TLanes.Load(ref target, i);
            for (int j = 0; j < rows.Length; j++)
            {
                TLanes factor = TLanes.Broadcast(Unsafe.Add(ref factors, j * step));
                sum = TLanes.MultiplyAdd(factor, TLanes.Load(ref column, Unsafe.Add(ref places, j)), sum);
            }

            TLanes.Store(sum, ref target, i);
        }
    }

    /// <summary>sum (+)= Σ factor[t] · row[t], and row[t] += factor[t] · v, where v may be the sum itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Exchange(ref float v, ref float sum, bool isNew, ref float origin, ReadOnlySpan<nint> rows, ref float factors)
    {
        ref nint places = ref MemoryMarshal.GetReference(rows);
        nint i = 0;
        for (; i + Width < _stride; i += 2 * Width)
        {
            ref float column = ref Unsafe.Add(ref origin, i);
            TLanes v0 = TLanes.Load(ref v, i), v1 = TLanes.Load(ref v, i + Width);
            TLanes sum0 = isNew ? default : TLanes.Load(ref sum, i), sum1 = isNew ? default : TLanes.Load(ref sum, i + Width);
            for (int t = 0; t < rows.Length; t++)
            {
                nint place = Unsafe.Add(ref places, t);
                TLanes factor = TLanes.Broadcast(Unsafe.Add(ref factors, t));
                TLanes u0 = TLanes.Load(ref column, place), u1 = TLanes.Load(ref column, place + Width);
                sum0 = TLanes.MultiplyAdd(factor, u0, sum0);
                sum1 = TLanes.MultiplyAdd(factor, u1, sum1);
                TLanes.Store(TLanes.MultiplyAdd(factor, v0, u0), ref column, place);
                TLanes.Store(TLanes.MultiplyAdd(factor, v1, u1), ref column, place + Width);
            }

            TLanes.Store(sum0, ref sum, i);
            TLanes.Store(sum1, ref sum, i + Width);
        }

        if (i < _stride)
        {
            ref float column = ref Unsafe.Add(ref origin, i);
            TLanes v0 = TLanes.Load(ref v, i);
            TLanes sum0 = isNew ? default : TLanes.Load(ref sum, i);
            for (int t = 0; t < rows.Length; t++)
            {
                nint place = Unsafe.Add(ref places, t);
                TLanes factor = TLanes.Broadcast(Unsafe.Add(ref factors, t));
                TLanes u0 = TLanes.Load(ref column, place);
                sum0 = TLanes.MultiplyAdd(factor, u0, sum0);
                TLanes.Store(TLanes.MultiplyAdd(factor, v0, u0), ref column, place);
            }

            TLanes.Store(sum0, ref sum, i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Average(ref float mean, ref float origin, ReadOnlySpan<nint> rows)
    {
        TLanes share = TLanes.Broadcast(1f / rows.Length);
        for (nint i = 0; i < _stride; i += Width)
        {
            TLanes sum = default;
            foreach (nint place in rows)
            {
                sum = TLanes.Add(sum, TLanes.Load(ref origin, place + i));
            }

            TLanes.Store(TLanes.Multiply(sum, share), ref mean, i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(ref float target, ref float change)
    {
        for (nint i = 0; i < _stride; i += Width)
        {
            TLanes.Store(TLanes.Add(TLanes.Load(ref target, i), TLanes.Load(ref change, i)), ref target, i);
        }
    }
}
