using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace LanguageModeling.Devices;

/// <summary>Starts sessions on the device that was asked for, and says which it is and why.</summary>
internal sealed class SessionFactory
{
    private readonly OnnxModelOptions _options;

    private SessionFactory(OnnxModelOptions options, OnnxDeviceChoice choice)
    {
        _options = options;
        Choice = choice;
    }

    /// <summary>The device, and why.</summary>
    public OnnxDeviceChoice Choice { get; }

    /// <summary>Decides on a device.</summary>
    /// <exception cref="InvalidOperationException">The device cannot be used, and no fallback was asked for.</exception>
    public static SessionFactory Create(OnnxModelOptions options)
    {
        OnnxDevice device = options.Device;
        if (device == OnnxDevice.Cpu)
        {
            return new SessionFactory(options, new OnnxDeviceChoice(OnnxDevice.Cpu, "The processor was asked for."));
        }

        OnnxRuntimeInfo runtime = OnnxRuntimeInfo.Detect(device.CudaId ?? 0);
        if (device == OnnxDevice.Auto || runtime.IsCudaUsable || !options.FallbackToCpu)
        {
            return new SessionFactory(options, runtime.Choose(device));
        }

        OnnxDeviceChoice fallback = runtime.Choose(OnnxDevice.Auto);
        (options.Warn ?? (text => Console.Error.WriteLine($"warning: {text}")))($"The model runs on the processor, not on {device}. {fallback.Reason}");
        return new SessionFactory(options, fallback);
    }

    /// <summary>Starts a session.</summary>
    /// <param name="path">The graph. Data outside of it lie beside it.</param>
    /// <exception cref="InvalidDataException">ONNX Runtime cannot read the file.</exception>
    public InferenceSession Start(string path)
    {
        RefuseForeign(path);
        try
        {
            return Start(session => new InferenceSession(path, session));
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidDataException(
                $"{path}: ONNX Runtime {OrtEnv.Instance().GetVersionString()} cannot load this model. {CudaProblem.From(e).Message} "
                + "The file may be damaged or incomplete (external data belong beside it), or need a newer ONNX Runtime.",
                e);
        }
    }

    /// <summary>Starts a session with a graph of our own.</summary>
    public InferenceSession Start(byte[] model) => Start(session => new InferenceSession(model, session));

    private InferenceSession Start(Func<SessionOptions, InferenceSession> start)
    {
        using SessionOptions session = new()
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            InterOpNumThreads = 1,
            IntraOpNumThreads = _options.Threads ?? 0, // 0: one for each core
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        session.AddSessionConfigEntry("session.intra_op.allow_spinning", _options.AllowSpinning ? "1" : "0");
        using OrtCUDAProviderOptions? cuda = AddCuda(session);
        return start(session);
    }

    private OrtCUDAProviderOptions? AddCuda(SessionOptions session)
    {
        if (Choice.Device.CudaId is not int id)
        {
            return null;
        }

        OnnxCudaOptions wanted = _options.Cuda;
        var settings = new Dictionary<string, string>
        {
            ["device_id"] = id.ToString(CultureInfo.InvariantCulture),
            ["arena_extend_strategy"] = wanted.GrowAsRequested ? "kSameAsRequested" : "kNextPowerOfTwo",
            ["use_tf32"] = wanted.UseTf32 ? "1" : "0",
        };
        if (wanted.MemoryLimit is long limit)
        {
            settings["gpu_mem_limit"] = limit.ToString(CultureInfo.InvariantCulture);
        }

        OrtCUDAProviderOptions cuda = new();
        cuda.UpdateOptions(settings);
        session.AppendExecutionProvider_CUDA(cuda);
        return cuda;
    }

    private static void RefuseForeign(string path)
    {
        Span<byte> start = stackalloc byte[32];
        using FileStream file = File.OpenRead(path);
        int length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        string? problem = length == 0 ? "the file is empty. Fetch it again"
            : start[..length].StartsWith("version https://git-lfs"u8) ? "this is a Git LFS pointer, not the file itself. Run: git lfs pull"
            : start[..length].StartsWith("PK\x03\x04"u8) ? "this is a zip file, not an ONNX graph. Load an ML.NET pipeline with mlContext.Model.Load"
            : start[..length].StartsWith("GGUF"u8) ? "this is a GGUF model, not an ONNX graph. Export the model to ONNX"
            : null;
        if (problem is not null)
        {
            throw new InvalidDataException($"{path}: {problem}.");
        }
    }
}
