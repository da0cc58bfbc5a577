using System.Diagnostics;

namespace LanguageModeling.Benchmarks;

/// <summary>
/// How fast a model file is opened and scores ids in memory, one thread: decoder steps, sequences one at a time, and all in one batch.
/// The same loop over KenLM's API is described in docs/benchmarks.md.
/// </summary>
internal static class NgramScoring
{
    private const double Ln10 = 2.302585092994046;

    /// <summary>Measures.</summary>
    /// <param name="path">A model file.</param>
    /// <param name="text">Text, a sentence a line, words separated by white space.</param>
    /// <param name="repetitions">Runs of which the best counts.</param>
    public static void Run(string path, string text, int repetitions)
    {
        _ = NgramLanguageModel.Load(path).Order; // the code is compiled
        var clock = Stopwatch.StartNew();
        NgramLanguageModel model = NgramLanguageModel.Load(path);
        double load = clock.Elapsed.TotalSeconds;
        int beginning = model.SpecialTokens.BeginningOfSequence!.Value;
        int end = model.SpecialTokens.EndOfSequence!.Value;
        int[][] ids = [.. File.ReadLines(text).Select(line => (int[])
        [
            .. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => model.Vocabulary.GetId(word)), end,
        ])];
        double[][] scores = Array.ConvertAll(ids, sequence => new double[sequence.Length]);
        int[] context = [beginning];
        SequenceToScore[] batch = [.. ids.Select((sequence, i) => new SequenceToScore(context, sequence, scores[i]))];
        long tokens = ids.Sum(sequence => (long)sequence.Length);
        Console.WriteLine($"{path}: {new FileInfo(path).Length / (double)model.NgramCounts.Sum():0.00} bytes an n-gram, opened in {load * 1000:0.0} ms, {tokens} tokens");
        ILanguageModel asModel = model;
        if (Environment.GetEnvironmentVariable("NGRAM_SCORE_IN_MEMORY") == "1")
        {
            using FileStream stream = File.OpenRead(path);
            model = NgramLanguageModel.Load(stream);
            asModel = model;
        }

        Measure("decoder steps", () => ids.Sum(sequence => Steps(model, beginning, sequence)));
        Measure("one sequence at a time", () =>
        {
            for (int i = 0; i < batch.Length; i++)
            {
                asModel.ScoreBatch(batch.AsSpan(i, 1));
            }

            return 0;
        });
        Measure("batched", () =>
        {
            asModel.ScoreBatch(batch);
            return 0;
        });

        void Measure(string what, Func<double> work)
        {
            double best = double.MaxValue;
            double total = 0;
            for (int i = 0; i < repetitions; i++)
            {
                long start = Stopwatch.GetTimestamp();
                total = work();
                best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
            }

            total = total == 0 ? Total() : total;
            Console.WriteLine($"  {what,-24} {tokens / best / 1e6,8:0.00} M tokens/s   total {total:0.000000}");
        }

        // Sums of a sentence in 32 bits, as KenLM's programs have them.
        double Total() => scores.Sum(sequence => (double)sequence.Aggregate(0f, (sum, score) => sum + (float)(score / Ln10)));
    }

    private static double Steps(NgramLanguageModel model, int beginning, int[] sequence)
    {
        NgramContext context = model.GetContext([beginning]);
        float sum = 0;
        foreach (int id in sequence)
        {
            sum += (float)(model.Score(context, id, out context).LogProbability / Ln10);
        }

        return sum;
    }
}
