using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LanguageModeling.Benchmarks;

/// <summary>How fast a pipeline scores rows of ids with an n-gram model, on one thread and on more.</summary>
internal static class NgramPipeline
{
    /// <summary>Measures.</summary>
    /// <param name="path">A model file.</param>
    /// <param name="text">Text, a sentence a line, words separated by white space.</param>
    /// <param name="repetitions">Rounds; of each number of threads the best counts.</param>
    public static void Run(string path, string text, int repetitions)
    {
        NgramLanguageModel model = NgramLanguageModel.Load(path);
        Row[] rows = [.. File.ReadLines(text).Select(line => new Row { Tokens = [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => model.Vocabulary.GetId(word))] })];
        long tokens = rows.Sum(row => row.Tokens.Length + 1L); // the end of a row is scored too
        var context = new MLContext();
        IDataView data = context.Data.LoadFromEnumerable(rows);
        int[] threads = [.. Enumerable.Range(0, BitOperations.Log2((uint)Environment.ProcessorCount) + 1).Select(i => 1 << i)];
        double[] best = new double[threads.Length];
        double[] totals = new double[threads.Length];
        Array.Fill(best, double.MaxValue);
        for (int round = 0; round < repetitions; round++)
        {
            for (int i = 0; i < threads.Length; i++)
            {
                IDataView scored = context.LanguageModeling
                    .Score(model, new LanguageModelScoringOptions { NumberOfThreads = threads[i] })
                    .Fit(data)
                    .Transform(data);
                long start = Stopwatch.GetTimestamp();
                totals[i] = scored.GetColumn<double>("LogProbability").Sum();
                best[i] = Math.Min(best[i], Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
        }

        for (int i = 0; i < threads.Length; i++)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{threads[i]} thread{(threads[i] == 1 ? "" : "s")}: {tokens / best[i] / 1e6:0.00} M tokens/s, {best[0] / best[i]:0.00} times one; total {totals[i]:0.000000}"));
        }
    }

    private sealed class Row
    {
        [VectorType]
        public int[] Tokens { get; set; } = [];
    }
}
