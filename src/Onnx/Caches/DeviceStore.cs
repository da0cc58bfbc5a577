using LanguageModeling.Devices;
using LanguageModeling.Graphs;
using LanguageModeling.Signatures;
using LanguageModeling.Tensors;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace LanguageModeling.Caches;

/// <summary>Keys and values in the memory of the device that a session runs on.</summary>
/// <remarks>
/// The processor cannot reach into that memory, and ONNX Runtime copies tensors only as a whole. So a copy is a run of a graph of two operators: one takes
/// the tokens out of each plane, the other puts zeros around them, into the planes that were bound as its output. The numbers are not looked at: float
/// stands for any four bytes.
/// </remarks>
internal sealed class DeviceStore : CacheStore
{
    private const long MostElements = 1 << 30; // operators count with 32 bits

    private readonly OrtMemoryInfo _place;
    private readonly OrtAllocator _allocator;
    private readonly InferenceSession _copy;
    private readonly RunOptions _options = new();

    /// <param name="session">Runs on the device.</param>
    /// <param name="place">The device; this store's from now on.</param>
    /// <param name="factory">Starts sessions there.</param>
    public DeviceStore(InferenceSession session, OrtMemoryInfo place, SessionFactory factory)
    {
        _place = place;
        _allocator = new OrtAllocator(session, place);
        _copy = factory.Start(CopyModel());
    }

    /// <summary>Whether tokens of a layout can lie here.</summary>
    public static bool Takes(CacheLayout layout) => layout.TokenSize % sizeof(float) == 0;

    public override TensorMemory Take(long size)
    {
        var memory = new DeviceBuffer(size, _place, _allocator);
        using var zero = new NativeBuffer(sizeof(float));
        long count = size / sizeof(float);
        for (long done = 0; done < count; done += MostElements)
        {
            int part = (int)Math.Min(count - done, MostElements);
            Run(new Planes(zero, 0, 1, 1), new Planes(memory, done, 1, part), length: 1, sizeof(float));
        }

        return memory;
    }

    public override void Copy(Planes source, Planes target, int length, int tokenSize)
    {
        long elements = (long)Math.Max(source.Stride, target.Stride) * tokenSize / sizeof(float);
        int most = (int)Math.Clamp(MostElements / elements, 1, source.Count);
        for (int done = 0; done < source.Count; done += most)
        {
            int count = Math.Min(most, source.Count - done);
            Run(
                source with { Offset = source.Offset + ((long)done * source.Stride), Count = count },
                target with { Offset = target.Offset + ((long)done * target.Stride), Count = count },
                length,
                tokenSize);
        }
    }

    public override void Dispose()
    {
        _copy.Dispose();
        _options.Dispose();
        _allocator.Dispose(); // when the last buffer is given back
    }

    private void Run(Planes source, Planes target, int length, int tokenSize)
    {
        int width = tokenSize / sizeof(float);
        using OrtIoBinding binding = _copy.CreateIoBinding();
        using NativeBuffer numbers = Numbers(source.Start, source.Start + length, 0, target.Start, 0, 0, target.Stride - target.Start - length, 0);
        TensorBinder.BindInput(binding, "source", TensorElementType.Float, source.Memory, source.Offset * tokenSize, source.Count, source.Stride, width);
        TensorBinder.BindInput(binding, "start", TensorElementType.Int64, numbers, 0, 1);
        TensorBinder.BindInput(binding, "end", TensorElementType.Int64, numbers, sizeof(long), 1);
        TensorBinder.BindInput(binding, "zeros", TensorElementType.Int64, numbers, 2 * sizeof(long), 6);
        TensorBinder.BindOutput(binding, "target", TensorElementType.Float, target.Memory, target.Offset * tokenSize, target.Count, target.Stride, width);
        try
        {
            _copy.RunWithBinding(_options, binding);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidOperationException($"ONNX Runtime could not copy keys and values: {CudaProblem.From(e).Message}", e);
        }
    }

    private static NativeBuffer Numbers(params ReadOnlySpan<long> values)
    {
        var memory = new NativeBuffer(values.Length * sizeof(long));
        values.CopyTo(memory.AsSpan<long>(0, values.Length));
        return memory;
    }

    /// <summary>source [P, S, D], tokens start to end of each plane → target [P, S', D], with so many zeros before and behind.</summary>
    private static byte[] CopyModel()
    {
        var writer = new GraphWriter(new OnnxGraph { Name = "copy" });
        writer.Input("source", OnnxType.Float, "planes", "stride", "width");
        writer.Input("start", OnnxType.Int64, 1);
        writer.Input("end", OnnxType.Int64, 1);
        writer.Input("zeros", OnnxType.Int64, 6);
        string tokens = writer.Add("Slice", "tokens", ["source", "start", "end", writer.Constant(1)]);
        writer.Add("Pad", "target", [tokens, "zeros"]);
        writer.Output("target", OnnxType.Float, "planes", "new_stride", "width");
        var model = new OnnxModel { Graph = writer.Graph };
        model.Opsets.Add("", 17);
        return OnnxModelWriter.ToBytes(model);
    }
}
