using System.Globalization;
using LanguageModeling.Tests.Models;

namespace LanguageModeling.Benchmarks;

/// <summary>
/// Ten thousand requests of all kinds to one tiny model: the resident memory of the second half must not be above that of the first. Each kind of
/// request is one of a server's: a caller of the running batch, one who leaves early, a chat that goes on, a batch of prompts, scores.
/// </summary>
internal static class SoakTest
{
    private const int Requests = 10_000;
    private const int Reports = 20;
    private const double Allowed = 1.03;

    public static int Run()
    {
        string folder = Directory.CreateTempSubdirectory("soak").FullName;
        try
        {
            string path = Path.Combine(folder, "model.onnx");
            TinyDecoder.WriteFused(TinyDecoder.Create(TinyDecoder.Gpt2Shape), path);
            using OnnxLanguageModel model = OnnxLanguageModel.Load(path, new OnnxModelOptions { Threads = 1, AllowSpinning = false });
            return Run(new TextLanguageModel(model, new NumberCodec(model.VocabularySize)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int Run(TextLanguageModel model)
    {
        var resident = new double[Reports];
        using var scheduler = new GenerationScheduler(model, batchSize: 6);
        using var chat = new GenerationSession(model);
        for (int report = 0; report < Reports; report++)
        {
            for (int i = 0; i < Requests / Reports; i += 10)
            {
                Serve(model, scheduler, chat, new Random((report * Requests) + i));
            }

            GC.Collect();
            GC.WaitForPendingFinalizers();
            resident[report] = Environment.WorkingSet / 1e6;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{(report + 1) * (Requests / Reports)} requests\tresident {resident[report]:F1} MB\tmanaged {GC.GetTotalMemory(false) / 1e6:F2} MB"));
        }

        double first = resident[1..(Reports / 2)].Max(); // the first part compiles and fills its pools
        double second = resident[(Reports / 2)..].Max();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"resident at most {first:F1} MB in the first half, {second:F1} MB in the second"));
        return second <= first * Allowed ? 0 : 1;
    }

    /// <summary>Ten requests.</summary>
    private static void Serve(TextLanguageModel model, GenerationScheduler scheduler, GenerationSession chat, Random random)
    {
        string Prompt() => string.Join(' ', Enumerable.Range(0, 1 + random.Next(20)).Select(_ => random.Next(96)));
        GenerationOptions options = new() { Seed = (ulong)random.Next(), MaximumTokens = 1 + random.Next(20), TopP = 0.9, Overflow = ContextOverflow.SlidingWindow };
        Task[] callers = [.. Enumerable.Range(0, 5).Select(_ => scheduler.GenerateAsync(Prompt(), options))];
        using var leaves = new CancellationTokenSource();
        Task gone = scheduler.GenerateAsync(Prompt(), options with { MaximumTokens = 1000 }, leaves.Token);
        chat.Continue(Prompt(), options);
        model.GenerateAll([Prompt(), Prompt()], options);
        int[] ids = [random.Next(96), random.Next(96), random.Next(96), random.Next(96)];
        model.Model.ScoreBatch([new SequenceToScore(ids.AsMemory(0, 1), ids.AsMemory(1), new double[3])]);
        Task.WaitAll(callers);
        leaves.Cancel();
        try
        {
            gone.Wait(CancellationToken.None);
        }
        catch (AggregateException e) when (e.InnerException is OperationCanceledException)
        {
        }
    }
}
