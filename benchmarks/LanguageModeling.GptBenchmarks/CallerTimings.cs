using System.Diagnostics;
using System.Globalization;

namespace LanguageModeling.Benchmarks;

/// <summary>Tokens a second for callers who come at once: one after another, and side by side in one running batch.</summary>
internal static class CallerTimings
{
    private const int Callers = 8;
    private const int Tokens = 48;
    private const int Rounds = 3;

    public static int Run(string folder)
    {
        using OnnxLanguageModel model = OnnxLanguageModel.Load(folder);
        var text = new TextLanguageModel(model, new NumberCodec(model.VocabularySize));
        GenerationOptions options = GenerationOptions.Greedy with { MaximumTokens = Tokens };
        string[] prompts = [.. Enumerable.Range(0, Callers).Select(caller => string.Join(' ', Enumerable.Range(0, 16 + (12 * caller)).Select(i => ((i + caller) * 7919) % 50000)))];
        string[] alone = [];
        string[] together = [];
        double aloneTime = double.MaxValue;
        double togetherTime = double.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            alone = [.. prompts.Select(prompt => text.Generate(prompt, options).Text)];
            aloneTime = Math.Min(aloneTime, Stopwatch.GetElapsedTime(start).TotalSeconds);

            using var scheduler = new GenerationScheduler(text, Callers);
            start = Stopwatch.GetTimestamp();
            together = [.. Task.WhenAll(prompts.Select(prompt => scheduler.GenerateAsync(prompt, options))).GetAwaiter().GetResult().Select(result => result.Text)];
            togetherTime = Math.Min(togetherTime, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        int same = alone.Zip(together).Count(pair => pair.First == pair.Second);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(folder))}\t{Callers} callers, {Tokens} tokens each\tone by one {Callers * Tokens / aloneTime:F1} tokens/s\t"
            + $"together {Callers * Tokens / togetherTime:F1} tokens/s\tratio {aloneTime / togetherTime:F2}\t{same} of {Callers} texts the same\t{Environment.WorkingSet / 1e6:F0} MB"));
        return 0;
    }
}
