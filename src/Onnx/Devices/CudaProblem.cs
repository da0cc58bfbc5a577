using System.Text.RegularExpressions;

namespace LanguageModeling.Devices;

/// <summary>Why a CUDA session did not start.</summary>
internal sealed partial record CudaProblem(string Message, string? MissingLibrary)
{
    /// <summary>Reads ONNX Runtime's message. It names the library that the system's loader missed first, in the loader's words.</summary>
    public static CudaProblem From(Exception problem)
    {
        string message = SourcePosition().Replace(problem.Message.ReplaceLineEndings(" "), "").Trim();
        if (!message.EndsWith('.'))
        {
            message += ".";
        }

        Match missing = MissingOnLinux().Match(message);
        if (!missing.Success)
        {
            missing = MissingOnWindows().Match(message);
        }

        return new CudaProblem(message, missing.Success ? missing.Groups["file"].Value : null);
    }

    // "[ErrorCode:Fail] …/provider_bridge_ort.cc:1988 … [ONNXRuntimeError] : 1 : FAIL : Failed to load library …"
    [GeneratedRegex(@"^.*\[ONNXRuntimeError\] : \d+ : \w+ : ")]
    private static partial Regex SourcePosition();

    // "…/libonnxruntime_providers_cuda.so with error: libcublasLt.so.13: cannot open shared object file: No such file or directory"
    [GeneratedRegex(@"(?<file>[^\s/:]+\.so[.\d]*): cannot open shared object file")]
    private static partial Regex MissingOnLinux();

    // "LoadLibrary failed with error 126 "" when trying to load "C:\…\onnxruntime_providers_cuda.dll""; 126 is ERROR_MOD_NOT_FOUND.
    [GeneratedRegex(@"error 126\b.*[""\\/](?<file>[^\s""\\/]+\.dll)", RegexOptions.IgnoreCase)]
    private static partial Regex MissingOnWindows();
}
