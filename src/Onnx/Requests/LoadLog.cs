using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace LanguageModeling.Requests;

/// <summary>Tells a logger of the loading of models.</summary>
internal static partial class LoadLog
{
    /// <summary>Loads, and tells what was loaded, where it runs and how long that took.</summary>
    public static T Measure<T>(ILogger logger, string path, Func<T> load, Func<T, (OnnxDeviceChoice Device, string Form)> describe)
    {
        long start = Stopwatch.GetTimestamp();
        T loaded = load();
        (OnnxDeviceChoice device, string form) = describe(loaded);
        LogLoaded(logger, path, device.Device, device.Reason, form, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        return loaded;
    }

    [LoggerMessage(11, LogLevel.Warning, "{Warning}")]
    public static partial void Warn(ILogger logger, string warning);

    [LoggerMessage(10, LogLevel.Information, "Loaded {Path} on {Device} in {Milliseconds:F0} ms. {Reason} Form: {Form}")]
    private static partial void LogLoaded(ILogger logger, string path, OnnxDevice device, string reason, string form, double milliseconds);
}
