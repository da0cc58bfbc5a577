using LanguageModeling.Files;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace LanguageModeling.Bridge;

/// <summary>
/// What ML.NET calls to load a <typeparamref name="T"/>. Its catalog looks for a static method Create with exactly these parameters that
/// returns exactly the first type of the loadable-class attribute, in the attribute's second type.
/// </summary>
internal static class Loader<T>
    where T : class, ITransformer, ILoadable<T>
{
#pragma warning disable IDE0051 // Called by ML.NET through reflection.
    private static ITransformer Create(IHostEnvironment env, Microsoft.ML.ModelLoadContext ctx)
#pragma warning restore IDE0051
    {
        try
        {
            var reader = new ModelReader(ctx, T.Header, typeof(T).Assembly);
            return LoadingDevice.Use(DeviceOf(env), () => T.Load(env, reader));
        }
        catch (Exception e)
        {
            // ML.NET shows marked exceptions as the reason of an InvalidOperationException, others inside reflection's own, once for each
            // chain. Callers look for the innermost one, so this library's own errors have no inner exceptions.
            throw env.Process(e);
        }
    }

    // ML.NET's own ONNX transformer follows MLContext.GpuDeviceId and FallbackToCpu. An environment has them as public properties of an internal
    // class; one without them, which is none of ML.NET's, asks for nothing.
    private static LoadingDevice? DeviceOf(IHostEnvironment environment)
        => environment.GetType().GetProperty(nameof(MLContext.GpuDeviceId))?.GetValue(environment) is int id
            ? new LoadingDevice(id, environment.GetType().GetProperty(nameof(MLContext.FallbackToCpu))?.GetValue(environment) is true)
            : null;
}
