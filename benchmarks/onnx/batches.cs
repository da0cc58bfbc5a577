#:project ../../src/Onnx/LanguageModeling.Onnx.csproj
#:property PublishAot=false
#:property TreatWarningsAsErrors=false
#:property EnableNETAnalyzers=false
#:property EnforceCodeStyleInBuild=false

// What goes through the model together, beside the same one by one: eight prompts, and what four and sixteen choices after one prompt share. See docs/benchmarks.md.
//   dotnet run -c Release --file batches.cs -- FOLDER...
using System.Diagnostics;
using System.Globalization;
using LanguageModeling;

const int Prompts = 8;
const int Rounds = 4;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
foreach (string folder in args)
{
    using OnnxLanguageModel model = OnnxLanguageModel.Load(folder);
    Console.WriteLine($"{Path.GetFileName(Path.TrimEndingDirectorySeparator(folder))}: {model.Form}");
    foreach (int length in (int[])[8, 16, 32, 64, 100])
    {
        SequenceToScore[] prompts = Create(Prompts, length, tokens: 1, model.VocabularySize, prompt: i => i);
        (double together, double apart) = Compare(() => model.ScoreBatch(prompts), () => Array.ForEach(prompts, prompt => model.ScoreBatch([prompt])));
        Console.WriteLine($"{Prompts} prompts of {length} tokens: together {together:F0} ms; one by one {apart:F0} ms; ratio {apart / together:F2}");
    }

    foreach (int length in (int[])[64, 200, 500])
    {
        foreach ((int choices, int tokens) in (ReadOnlySpan<(int, int)>)[(4, 1), (4, 5), (4, 20), (16, 3)])
        {
            SequenceToScore[] shared = Create(choices, length, tokens, model.VocabularySize, prompt: _ => 1);
            SequenceToScore[] apart = Create(choices, length, tokens, model.VocabularySize, prompt: i => i + 1);
            (double sharedTime, double apartTime) = Compare(() => model.ScoreBatch(shared), () => model.ScoreBatch(apart));
            Console.WriteLine($"{length} tokens, {choices} choices of {tokens}: {sharedTime:F0} ms; prompts apart {apartTime:F0} ms; ratio {apartTime / sharedTime:F2}");
        }
    }
}

// The least milliseconds of both, in turns.
static (double First, double Second) Compare(Action first, Action second)
{
    double least = double.MaxValue, leastOfSecond = double.MaxValue;
    for (int round = 0; round < Rounds; round++)
    {
        least = Math.Min(least, Time(first));
        leastOfSecond = Math.Min(leastOfSecond, Time(second));
    }

    return (least, leastOfSecond);
}

static double Time(Action action)
{
    long start = Stopwatch.GetTimestamp();
    action();
    return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
}

static SequenceToScore[] Create(int count, int length, int tokens, int vocabulary, Func<int, int> prompt)
    => [.. Enumerable.Range(0, count).Select(i => new SequenceToScore(Random(length, prompt(i), vocabulary), Random(tokens, 100 + i, vocabulary), new double[tokens]))];

static int[] Random(int length, int seed, int vocabulary)
{
    var random = new Random(seed);
    return [.. Enumerable.Range(0, length).Select(_ => random.Next(vocabulary))];
}
