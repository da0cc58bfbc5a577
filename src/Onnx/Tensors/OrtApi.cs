using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace LanguageModeling.Tensors;

/// <summary>ONNX Runtime's C API: a table of functions that only grows at its end (onnxruntime_c_api.h).</summary>
internal static unsafe class OrtApi
{
    private const uint Version = 14; // the one that the C# API asks for

    private static readonly nint* Table = Find();

    // Places in the table.
    private static delegate* unmanaged<nint, byte*> GetErrorMessage => (delegate* unmanaged<nint, byte*>)Table[2];

    private static delegate* unmanaged<nint, void> ReleaseStatus => (delegate* unmanaged<nint, void>)Table[93];

    public static delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint> CreateTensorWithData
        => (delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint>)Table[49];

    public static delegate* unmanaged<nint, void> ReleaseValue => (delegate* unmanaged<nint, void>)Table[96];

    public static delegate* unmanaged<nint, nuint, nint*, nint> AllocatorAlloc => (delegate* unmanaged<nint, nuint, nint*, nint>)Table[75];

    public static delegate* unmanaged<nint, nint, nint> AllocatorFree => (delegate* unmanaged<nint, nint, nint>)Table[76];

    public static delegate* unmanaged<nint, byte*, nint, nint> BindInput => (delegate* unmanaged<nint, byte*, nint, nint>)Table[136];

    public static delegate* unmanaged<nint, byte*, nint, nint> BindOutput => (delegate* unmanaged<nint, byte*, nint, nint>)Table[137];

    /// <summary>Throws if a call failed.</summary>
    /// <param name="status">What it returned.</param>
    /// <param name="what">What ONNX Runtime then refuses.</param>
    public static void Check(nint status, string what)
    {
        if (status != 0)
        {
            string message = Marshal.PtrToStringUTF8((nint)GetErrorMessage(status)) ?? "";
            ReleaseStatus(status);
            throw new InvalidOperationException($"ONNX Runtime refuses {what}: {message}");
        }
    }

    private static nint* Find()
    {
        nint library = NativeLibrary.Load("onnxruntime", typeof(OrtEnv).Assembly, null);
        var getBase = (delegate* unmanaged<nint*>)NativeLibrary.GetExport(library, "OrtGetApiBase");
        var getApi = (delegate* unmanaged<uint, nint*>)getBase()[0];
        return getApi(Version);
    }
}
