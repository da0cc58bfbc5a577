using LanguageModeling.Devices;
using Microsoft.ML.OnnxRuntime;

namespace LanguageModeling;

/// <summary>What the ONNX Runtime of this process is and which devices it can use.</summary>
/// <remarks>Immutable. What <see cref="Detect"/> found holds for the moment of the call.</remarks>
public sealed record OnnxRuntimeInfo
{
    private OnnxRuntimeInfo(string version, IReadOnlyList<string> providers, int cudaId, CudaProblem? problem)
    {
        Version = version;
        Providers = providers;
        CudaDevice = OnnxDevice.Cuda(cudaId);
        CudaProblem = problem?.Message;
        MissingLibrary = problem?.MissingLibrary;
    }

    /// <summary>Version of the native library.</summary>
    public string Version { get; }

    /// <summary>Execution providers compiled into the native library, by ONNX Runtime's names, the preferred first.</summary>
    /// <remarks>That a provider is here does not mean that its libraries or a device are.</remarks>
    public IReadOnlyList<string> Providers { get; }

    /// <summary>The CUDA device that was tried.</summary>
    public OnnxDevice CudaDevice { get; }

    /// <summary>Whether a session started on <see cref="CudaDevice"/>.</summary>
    public bool IsCudaUsable => CudaProblem is null;

    /// <summary>Why no session started on <see cref="CudaDevice"/>, in ONNX Runtime's words; null if one did.</summary>
    public string? CudaProblem { get; }

    /// <summary>File name of the first library whose absence kept CUDA from starting; null if that was not the reason.</summary>
    public string? MissingLibrary { get; }

    /// <summary>Asks the native library what it is, and starts a one-node session on a CUDA device to see whether that works.</summary>
    /// <param name="cudaId">Number of the CUDA device to try, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="cudaId"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">The native library of ONNX Runtime cannot be loaded.</exception>
    public static OnnxRuntimeInfo Detect(int cudaId = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cudaId);
        try
        {
            OrtEnv environment = OrtEnv.Instance();
            string[] providers = environment.GetAvailableProviders();
            return new OnnxRuntimeInfo(environment.GetVersionString(), providers, cudaId, CudaProbe.Run(environment, cudaId));
        }
        catch (Exception problem) when (problem is TypeInitializationException or DllNotFoundException or BadImageFormatException)
        {
            throw new InvalidOperationException(
                $"The native library of ONNX Runtime could not be loaded: {problem.GetBaseException().Message} "
                + "Reference the package Microsoft.ML.OnnxRuntime.Gpu from the program that runs, and run on a system that the package supports.",
                problem);
        }
    }

    /// <summary>Says which device a request leads to, and why.</summary>
    /// <param name="requested">The request. A CUDA device must be <see cref="CudaDevice"/>, the one that was tried.</param>
    /// <exception cref="ArgumentException">A CUDA device is requested that was not tried.</exception>
    /// <exception cref="InvalidOperationException">A CUDA device is requested by name and cannot be used; only <see cref="OnnxDevice.Auto"/> falls back.</exception>
    public OnnxDeviceChoice Choose(OnnxDevice requested)
    {
        ArgumentNullException.ThrowIfNull(requested);
        if (requested == OnnxDevice.Cpu)
        {
            return new OnnxDeviceChoice(OnnxDevice.Cpu, "The processor was asked for.");
        }

        if (requested == OnnxDevice.Auto)
        {
            return IsCudaUsable
                ? new OnnxDeviceChoice(CudaDevice, $"A session started on {CudaDevice}.")
                : new OnnxDeviceChoice(OnnxDevice.Cpu, $"No session started on {CudaDevice}: {WhyNoCuda}");
        }

        if (requested != CudaDevice)
        {
            throw new ArgumentException($"{requested} was not tried, {CudaDevice} was. Call Detect({requested.CudaId}) first.", nameof(requested));
        }

        return IsCudaUsable
            ? new OnnxDeviceChoice(CudaDevice, $"{CudaDevice} was asked for, and a session started on it.")
            : throw new InvalidOperationException($"{CudaDevice} cannot be used: {WhyNoCuda} Mend that, or ask for cpu or auto.");
    }

    /// <summary>Tells all of this in a few lines of text.</summary>
    public string Describe() => string.Join(Environment.NewLine,
        $"ONNX Runtime {Version}",
        $"providers: {string.Join(", ", Providers)}",
        IsCudaUsable ? $"{CudaDevice}: a session starts" : $"{CudaDevice}: no session starts. {WhyNoCuda}");

    private string WhyNoCuda => MissingLibrary is null ? CudaProblem! : $"{LibraryVersions.Describe(MissingLibrary)} {CudaProblem}";
}
