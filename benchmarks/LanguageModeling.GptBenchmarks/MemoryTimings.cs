using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace LanguageModeling.Benchmarks;

/// <summary>
/// The floor under decoding: a step of batch 1 reads every weight once, so that it cannot be faster than memory gives them. Reads as many bytes as
/// a file has, with all cores, again and again.
/// </summary>
internal static class MemoryTimings
{
    public static int Run(string path)
    {
        long bytes = new DirectoryInfo(path).EnumerateFiles("*.onnx*").Sum(file => file.Length);
        int cores = Environment.ProcessorCount;
        float[][] parts = [.. Enumerable.Range(0, cores).Select(_ => new float[bytes / sizeof(float) / cores])];
        Array.ForEach(parts, part => Array.Fill(part, 1f));
        float[] sums = new float[cores];
        void Read() => Parallel.For(0, cores, core => sums[core] = Sum(parts[core]));
        Read();
        double milliseconds = Timing.Median(9, Read);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(path))}\t{bytes / 1e6:F0} MB read in {milliseconds:F2} ms\t{bytes / milliseconds / 1e6:F1} GB/s\tsum {sums.Sum()}"));
        return 0;
    }

    /// <summary>Reads four stretches side by side: the processor fetches ahead in each, up to the end of its page.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Sum(ReadOnlySpan<float> values)
    {
        int quarter = values.Length / 4;
        ReadOnlySpan<float> second = values[quarter..], third = values[(2 * quarter)..], fourth = values[(3 * quarter)..];
        Vector<float> a = Vector<float>.Zero, b = a, c = a, d = a;
        for (int i = 0; i <= quarter - Vector<float>.Count; i += Vector<float>.Count)
        {
            a += new Vector<float>(values[i..]);
            b += new Vector<float>(second[i..]);
            c += new Vector<float>(third[i..]);
            d += new Vector<float>(fourth[i..]);
        }

        return Vector.Sum(a + b + c + d);
    }
}
