using System.Diagnostics;
using System.Globalization;

namespace LanguageModeling.Benchmarks;

/// <summary>What one process measured, as a line that all programs here and of the peers print alike.</summary>
internal static class Timing
{
    public const int PrefillTokens = 512;
    public const int DecodeContext = 256;
    public const int DecodeSteps = 40;

    /// <summary>Median time of some calls, in milliseconds.</summary>
    public static double Median(int count, Action action)
    {
        var times = new double[count];
        for (int i = 0; i < count; i++)
        {
            long start = Stopwatch.GetTimestamp();
            action();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(times);
        return times[count / 2];
    }

    public static int Print(string name, double prefill, double decode)
    {
        double resident = Environment.WorkingSet / 1e6;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}\t{prefill:F1}\t{decode:F2}\t{resident:F0}"));
        return 0;
    }
}
