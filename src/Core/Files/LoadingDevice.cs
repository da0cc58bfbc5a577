namespace LanguageModeling.Files;

/// <summary>The device that whoever loads a model file has asked for, for parts that run on one. No file stores it.</summary>
/// <param name="GpuDeviceId">Number of the CUDA device; null for the processor.</param>
/// <param name="FallbackToCpu">Whether the processor may take its place.</param>
internal sealed record LoadingDevice(int? GpuDeviceId, bool FallbackToCpu)
{
    [ThreadStatic]
    private static LoadingDevice? s_current;

    /// <summary>What the load under way on this thread asks for; null if nothing is being loaded, or nothing was asked for.</summary>
    public static LoadingDevice? Current => s_current;

    /// <summary>Loads with a device.</summary>
    public static T Use<T>(LoadingDevice? device, Func<T> load)
    {
        LoadingDevice? before = s_current;
        s_current = device;
        try
        {
            return load();
        }
        finally
        {
            s_current = before;
        }
    }
}
