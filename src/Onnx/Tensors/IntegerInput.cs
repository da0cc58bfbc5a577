using LanguageModeling.Signatures;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace LanguageModeling.Tensors;

/// <summary>An input of whole numbers, int32 or int64 as the graph wants them, over memory that stays in its place from run to run.</summary>
internal sealed class IntegerInput : IDisposable
{
    private readonly GraphValue _value;
    private readonly bool _isLong;
    private readonly long[] _shape;
    private NativeBuffer _memory;
    private bool _isBound;

    /// <param name="value">The input.</param>
    /// <param name="shape">Its shape now.</param>
    public IntegerInput(GraphValue value, params ReadOnlySpan<long> shape)
    {
        _value = value;
        _isLong = value.Type == TensorElementType.Int64;
        _shape = shape.ToArray();
        _memory = new NativeBuffer(Size(shape));
        Length = (int)(_memory.Size / ElementSize);
    }

    /// <summary>Number of elements.</summary>
    public int Length { get; private set; }

    /// <summary>Sets an element.</summary>
    public long this[int index]
    {
        set
        {
            if (_isLong)
            {
                _memory.AsSpan<long>(index, 1)[0] = value;
            }
            else
            {
                _memory.AsSpan<int>(index, 1)[0] = (int)value;
            }
        }
    }

    /// <summary>Sets all elements.</summary>
    public void Fill(long value)
    {
        if (_isLong)
        {
            _memory.AsSpan<long>(0, Length).Fill(value);
        }
        else
        {
            _memory.AsSpan<int>(0, Length).Fill((int)value);
        }
    }

    /// <summary>Gives the input another shape; what it holds is then undefined.</summary>
    public void Reshape(params ReadOnlySpan<long> shape)
    {
        shape.CopyTo(_shape);
        long size = Size(shape);
        if (size > _memory.Size)
        {
            _memory.Dispose();
            _memory = new NativeBuffer(size * 2);
        }

        Length = (int)(size / ElementSize);
        _isBound = false;
    }

    /// <summary>Makes a run take what the input holds now.</summary>
    /// <param name="binding">Gets it; always the same.</param>
    /// <param name="again">Whether contents are copied to a device, so that they have to be bound anew.</param>
    public void Bind(OrtIoBinding binding, bool again)
    {
        if (again || !_isBound)
        {
            TensorBinder.BindInput(binding, _value.Name, _value.Type, _memory, 0, _shape);
            _isBound = true;
        }
    }

    public void Dispose() => _memory.Dispose();

    private int ElementSize => _isLong ? sizeof(long) : sizeof(int);

    private long Size(ReadOnlySpan<long> shape)
    {
        long size = ElementSize;
        foreach (long dimension in shape)
        {
            size *= dimension;
        }

        return size;
    }
}
