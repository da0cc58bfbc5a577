using LanguageModeling.Devices;
using Microsoft.ML.OnnxRuntime;

namespace LanguageModeling.Tests;

[TestClass]
public sealed class OnnxRuntimeTests
{
    private static readonly OnnxRuntimeInfo Runtime = OnnxRuntimeInfo.Detect();

    [TestMethod]
    public void Session_OnTheProcessor_AddsTwoVectors()
    {
        using InferenceSession session = new(AddModel.Bytes);

        CollectionAssert.AreEqual(new float[] { 11, 22, 33 }, Add(session));
    }

    [TestMethod]
    public void Session_OnCuda_AddsTwoVectors()
    {
        if (!Runtime.IsCudaUsable)
        {
            Assert.Inconclusive($"No CUDA session starts here: {Runtime.CudaProblem}");
        }

        using SessionOptions options = new();
        using OrtCUDAProviderOptions cuda = new();
        options.AppendExecutionProvider_CUDA(cuda);
        using InferenceSession session = new(AddModel.Bytes, options);

        CollectionAssert.AreEqual(new float[] { 11, 22, 33 }, Add(session));
    }

    [TestMethod]
    public void Detect_ThisMachine_HasTheProcessorAndAVersion()
    {
        CollectionAssert.Contains(Runtime.Providers.ToList(), "CPUExecutionProvider");
        Assert.IsTrue(Version.TryParse(Runtime.Version, out Version? version) && version >= new Version(1, 29), Runtime.Version);
    }

    [TestMethod]
    public void Detect_CudaDeviceThatNoMachineHas_SaysWhyNot()
    {
        OnnxRuntimeInfo runtime = OnnxRuntimeInfo.Detect(9999);

        Assert.IsFalse(runtime.IsCudaUsable);
        Assert.IsFalse(string.IsNullOrWhiteSpace(runtime.CudaProblem));
        StringAssert.Contains(runtime.Describe(), $"cuda:9999: no session starts. ");
        StringAssert.Contains(runtime.Describe(), runtime.CudaProblem);
    }

    [TestMethod]
    public void Detect_NegativeDevice_Throws() =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => OnnxRuntimeInfo.Detect(-1));

    [TestMethod]
    public void Choose_Cpu_IsTheProcessor() =>
        Assert.AreEqual(new OnnxDeviceChoice(OnnxDevice.Cpu, "The processor was asked for."), Runtime.Choose(OnnxDevice.Cpu));

    [TestMethod]
    public void Choose_AutoWithoutCuda_FallsBackAndSaysWhy()
    {
        OnnxRuntimeInfo runtime = OnnxRuntimeInfo.Detect(9999);

        OnnxDeviceChoice choice = runtime.Choose(OnnxDevice.Auto);

        Assert.AreEqual(OnnxDevice.Cpu, choice.Device);
        StringAssert.StartsWith(choice.Reason, "No session started on cuda:9999: ");
        StringAssert.Contains(choice.Reason, runtime.CudaProblem);
    }

    [TestMethod]
    public void Choose_CudaThatCannotBeUsed_ThrowsWithTheReason()
    {
        OnnxRuntimeInfo runtime = OnnxRuntimeInfo.Detect(9999);

        var problem = Assert.ThrowsExactly<InvalidOperationException>(() => runtime.Choose(OnnxDevice.Cuda(9999)));

        StringAssert.StartsWith(problem.Message, "cuda:9999 cannot be used: ");
        StringAssert.Contains(problem.Message, runtime.CudaProblem);
    }

    [TestMethod]
    public void Choose_CudaDeviceThatWasNotTried_SaysHowToTryIt()
    {
        var problem = Assert.ThrowsExactly<ArgumentException>(() => Runtime.Choose(OnnxDevice.Cuda(7)));

        StringAssert.StartsWith(problem.Message, "cuda:7 was not tried, cuda:0 was. Call Detect(7) first.");
    }

    [TestMethod]
    [DataRow("Failed to load library /app/libonnxruntime_providers_cuda.so with error: libcublasLt.so.13: cannot open shared object file: No such file or directory", "libcublasLt.so.13")]
    [DataRow("Failed to load library /app/libonnxruntime_providers_cuda.so with error: /app/libonnxruntime_providers_cuda.so: cannot open shared object file: No such file or directory", "libonnxruntime_providers_cuda.so")]
    [DataRow("LoadLibrary failed with error 126 \"\" when trying to load \"C:\\app\\onnxruntime_providers_cuda.dll\"", "onnxruntime_providers_cuda.dll")]
    [DataRow("CUDA execution provider is not enabled in this build.", null)]
    public void CudaProblem_MessageOfTheLoader_NamesTheMissingLibrary(string message, string? expected) =>
        Assert.AreEqual(expected, CudaProblem.From(new EntryPointNotFoundException(message)).MissingLibrary);

    [TestMethod]
    public void CudaProblem_MessageWithASourcePosition_KeepsTheReasonOnly() =>
        Assert.AreEqual(
            "Failed to load library x.so.",
            CudaProblem.From(new EntryPointNotFoundException("[ErrorCode:Fail] /src/bridge.cc:1988 Get() [ONNXRuntimeError] : 1 : FAIL : Failed to load library x.so\n")).Message);

    private static float[] Add(InferenceSession session)
    {
        using OrtValue a = OrtValue.CreateTensorValueFromMemory(new float[] { 1, 2, 3 }, [3]);
        using OrtValue b = OrtValue.CreateTensorValueFromMemory(new float[] { 10, 20, 30 }, [3]);
        using RunOptions options = new();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(options, ["a", "b"], [a, b], ["sum"]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
