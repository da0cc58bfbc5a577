using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace LanguageModeling.Devices;

/// <summary>Finds out whether a session starts on a CUDA device, by starting one.</summary>
internal static class CudaProbe
{
    // An ONNX file is one protobuf message: a tag byte (field number * 8 + wire type), then a number or a length and that many bytes.
    private static readonly byte[] IdentityModel =
    [
        0x08, 8, // ModelProto.ir_version
        0x42, 2, 0x10, 13, // opset_import { version }
        0x3A, 55, // graph
        0x0A, 16, 0x0A, 1, (byte)'x', 0x12, 1, (byte)'y', 0x22, 8, .. "Identity"u8, // node { input, output, op_type }
        0x12, 1, (byte)'g', // name
        0x5A, 15, 0x0A, 1, (byte)'x', 0x12, 10, 0x0A, 8, 0x08, 1, 0x12, 4, 0x0A, 2, 0x08, 1, // input x: float[1]
        0x62, 15, 0x0A, 1, (byte)'y', 0x12, 10, 0x0A, 8, 0x08, 1, 0x12, 4, 0x0A, 2, 0x08, 1, // output y: float[1]
    ];

    /// <summary>Null if a session started, else why not.</summary>
    public static CudaProblem? Run(OrtEnv environment, int cudaId)
    {
        // What goes wrong is reported by the exception; the log would say it again on stderr.
        OrtLoggingLevel level = environment.EnvLogLevel;
        environment.EnvLogLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;
        try
        {
            using SessionOptions options = new();
            using OrtCUDAProviderOptions cuda = new();
            cuda.UpdateOptions(new Dictionary<string, string> { ["device_id"] = cudaId.ToString(CultureInfo.InvariantCulture) });
            options.AppendExecutionProvider_CUDA(cuda); // This form says which library is missing; the one that takes a number does not.
            using InferenceSession session = new(IdentityModel, options);
            return null;
        }
        catch (Exception problem) when (problem is OnnxRuntimeException or EntryPointNotFoundException)
        {
            return CudaProblem.From(problem);
        }
        finally
        {
            environment.EnvLogLevel = level;
        }
    }
}
