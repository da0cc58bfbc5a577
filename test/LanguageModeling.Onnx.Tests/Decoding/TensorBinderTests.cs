using LanguageModeling.Decoding;
using LanguageModeling.Tensors;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace LanguageModeling.Tests.Decoding;

[TestClass]
public sealed class TensorBinderTests
{
    [TestMethod]
    public void Bind_InputsAndOutputInParts_AreWhatTheSessionReadsAndWrites()
    {
        using InferenceSession session = new(AddModel.Bytes);
        using OrtIoBinding binding = session.CreateIoBinding();
        using RunOptions options = new();
        using var memory = new NativeBuffer(9 * sizeof(float));
        new float[] { 1, 2, 3, 10, 20, 30 }.CopyTo(memory.AsSpan<float>(0, 6));
        TensorBinder.BindInput(binding, "a", TensorElementType.Float, memory, 0, 3);
        TensorBinder.BindInput(binding, "b", TensorElementType.Float, memory, 3 * sizeof(float), 3);
        TensorBinder.BindOutput(binding, "sum", TensorElementType.Float, memory, 6 * sizeof(float), 3);

        session.RunWithBinding(options, binding);
        float[] first = memory.AsSpan<float>(6, 3).ToArray();
        memory.AsSpan<float>(0, 1)[0] = 5; // on the processor, the tensor is the memory
        session.RunWithBinding(options, binding);

        CollectionAssert.AreEqual(new float[] { 11, 22, 33 }, first);
        CollectionAssert.AreEqual(new float[] { 15, 22, 33 }, memory.AsSpan<float>(6, 3).ToArray());
    }

    [TestMethod]
    public void Bind_AgainAndAgain_AllocatesNothing()
    {
        using InferenceSession session = new(AddModel.Bytes);
        using OrtIoBinding binding = session.CreateIoBinding();
        using var memory = new NativeBuffer(1000 * sizeof(float));
        TensorBinder.BindInput(binding, "a", TensorElementType.Float, memory, 0, 1);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int length = 0; length < 1000; length++)
        {
            TensorBinder.BindInput(binding, "a", TensorElementType.Float, memory, 0, length);
        }

        Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    public void Bind_MoreThanTheMemoryHas_Throws()
    {
        using InferenceSession session = new(AddModel.Bytes);
        using OrtIoBinding binding = session.CreateIoBinding();
        using var memory = new NativeBuffer(4 * sizeof(float));

        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => TensorBinder.BindInput(binding, "a", TensorElementType.Float, memory, 0, 5));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => TensorBinder.BindInput(binding, "a", TensorElementType.Float, memory, 8, 3));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => TensorBinder.BindOutput(binding, "sum", TensorElementType.Int64, memory, 0, 3));
    }

    [TestMethod]
    public void Bind_NameThatTheModelLacks_SaysSo()
    {
        using InferenceSession session = new(AddModel.Bytes);
        using OrtIoBinding binding = session.CreateIoBinding();
        using var memory = new NativeBuffer(4 * sizeof(float));

        var problem = Assert.ThrowsExactly<InvalidOperationException>(() => TensorBinder.BindInput(binding, new string('é', 300), TensorElementType.Float, memory, 0, 4));

        StringAssert.StartsWith(problem.Message, "ONNX Runtime refuses a tensor: ");
        StringAssert.Contains(problem.Message, new string('é', 300));
    }
}
