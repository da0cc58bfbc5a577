using Microsoft.ML.OnnxRuntime;

namespace LanguageModeling.Benchmarks;

/// <summary>Times a graph by itself.</summary>
internal static class StepTimings
{
    public static int Run(string path)
    {
        using var options = new SessionOptions { InterOpNumThreads = 1, ExecutionMode = ExecutionMode.ORT_SEQUENTIAL };
        using var session = new InferenceSession(path, options);
        using var run = new RunOptions();
        OrtValue[] caches = GraphStep.CreateCaches(session);
        double prefill = 0;
        double decode = 0;
        using (var whole = new GraphStep(session, run, caches, Timing.PrefillTokens))
        {
            whole.Run(0);
            prefill = Timing.Median(5, () => whole.Run(0));
        }

        using (var start = new GraphStep(session, run, caches, Timing.DecodeContext))
        using (var next = new GraphStep(session, run, caches, 1))
        {
            start.Run(0);
            next.Run(Timing.DecodeContext);
            int length = Timing.DecodeContext;
            decode = Timing.Median(Timing.DecodeSteps, () => next.Run(length++));
        }

        Array.ForEach(caches, cache => cache.Dispose());
        return Timing.Print(Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path))!), prefill, decode);
    }
}
