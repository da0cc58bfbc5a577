using LanguageModeling.Signatures;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace LanguageModeling.Decoding;

/// <summary>An input of whole numbers, int32 or int64 as the graph wants them, over memory that stays in its place from run to run.</summary>
internal sealed class IntegerInput : IDisposable
{
    private readonly OrtIoBinding _binding;
    private readonly GraphValue _value;
    private readonly bool _isLong;
    private NativeBuffer _memory;
    private OrtValue? _tensor;

    /// <param name="binding">Gets the input.</param>
    /// <param name="value">The input.</param>
    /// <param name="shape">Its shape now.</param>
    public IntegerInput(OrtIoBinding binding, GraphValue value, params ReadOnlySpan<long> shape)
    {
        _binding = binding;
        _value = value;
        _isLong = value.Type == TensorElementType.Int64;
        _memory = new NativeBuffer(Size(shape));
        Bind(shape);
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
        if (Size(shape) > _memory.Size)
        {
            NativeBuffer old = _memory;
            _memory = new NativeBuffer(Size(shape) * 2);
            Bind(shape);
            old.Dispose();
        }
        else
        {
            Bind(shape);
        }
    }

    public void Dispose()
    {
        _tensor?.Dispose();
        _memory.Dispose();
    }

    private void Bind(ReadOnlySpan<long> shape)
    {
        Length = (int)(Size(shape) / ElementSize);
        OrtValue tensor = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, _value.Type, shape.ToArray(), _memory.Address, Size(shape));
        _binding.BindInput(_value.Name, tensor);
        _tensor?.Dispose();
        _tensor = tensor;
    }

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
