using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace LanguageModeling.Benchmarks;

/// <summary>
/// What the library adds to its graph: steps of the bare graph and through a <see cref="LanguageModelState"/>, some of each in turns. Both append a
/// token and pick the most probable next one; the state gives all log-probabilities. The first steps, which the JIT has not yet optimized, are told apart.
/// </summary>
internal static class StateTimings
{
    private const int Together = 20; // steps in a turn
    private const int Warmup = 100;
    private const int Steps = 300;

    public static int Run(string folder)
    {
        using OnnxLanguageModel model = OnnxLanguageModel.Load(folder);
        using var options = new SessionOptions { InterOpNumThreads = 1, ExecutionMode = ExecutionMode.ORT_SEQUENTIAL };
        using var session = new InferenceSession(Path.Combine(folder, "model.onnx"), options);
        using var run = new RunOptions();
        OrtValue[] caches = GraphStep.CreateCaches(session);
        int[] prompt = [.. Enumerable.Range(0, Timing.DecodeContext).Select(i => i * 7919 % 50000)];
        var scores = new float[model.VocabularySize];
        using (var start = new GraphStep(session, run, caches, prompt.Length))
        using (var graph = new GraphStep(session, run, caches, 1))
        using (LanguageModelState state = model.CreateState())
        {
            start.Run(0);
            state.Append(prompt);
            int length = prompt.Length;
            var first = Compare(Together);
            Compare(Warmup);
            var later = Compare(Steps);
            Print(folder, $"first {Together} steps", first);
            Print(folder, $"{Steps} steps after {Warmup} more", later);

            (double Graph, double State) Compare(int steps)
            {
                var graphTimes = new double[steps];
                var stateTimes = new double[steps];
                for (int turn = 0; turn < steps; turn += Together)
                {
                    for (int i = 0; i < Together; i++)
                    {
                        graphTimes[turn + i] = Time(() => graph.Run(length + i));
                    }

                    for (int i = 0; i < Together; i++)
                    {
                        stateTimes[turn + i] = Time(() =>
                        {
                            state.Append((length + i) * 31 % 50000);
                            state.GetNextLogProbabilities(scores);
                            TensorPrimitives.IndexOfMax(scores);
                        });
                    }

                    length += Together;
                }

                Array.Sort(graphTimes);
                Array.Sort(stateTimes);
                return (graphTimes[steps / 2], stateTimes[steps / 2]);
            }
        }

        Array.ForEach(caches, cache => cache.Dispose());
        return 0;
    }

    private static double Time(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static void Print(string folder, string what, (double Graph, double State) times) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(folder))}, {what}: graph {times.Graph:F2} ms, state {times.State:F2} ms, {(times.State / times.Graph) - 1:P1} more"));
}
