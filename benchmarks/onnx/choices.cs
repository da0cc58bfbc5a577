#:project ../../src/Onnx/LanguageModeling.Onnx.csproj
#:property PublishAot=false
#:property TreatWarningsAsErrors=false
#:property EnableNETAnalyzers=false
#:property EnforceCodeStyleInBuild=false

// Four choices after one prompt, which goes through the model once, beside four prompts of the same length, each with one choice. See docs/benchmarks.md.
//   dotnet run -c Release --file choices.cs -- FOLDER...
using System.Diagnostics;
using System.Globalization;
using LanguageModeling;

const int Choices = 4;
const int Rounds = 2;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
foreach (string folder in args)
{
    using OnnxLanguageModel model = OnnxLanguageModel.Load(folder);
    Console.WriteLine($"{Path.GetFileName(Path.TrimEndingDirectorySeparator(folder))}: {model.Form}");
    foreach (int length in (int[])[64, 200, 500])
    {
        foreach (int tokens in (int[])[1, 5, 20])
        {
            SequenceToScore[] shared = Create(length, tokens, model.VocabularySize, prompt: _ => 1);
            SequenceToScore[] apart = Create(length, tokens, model.VocabularySize, prompt: i => i + 1);
            double sharedTime = double.MaxValue;
            double apartTime = double.MaxValue;
            for (int round = 0; round < Rounds; round++)
            {
                sharedTime = Math.Min(sharedTime, Time(shared));
                apartTime = Math.Min(apartTime, Time(apart));
            }

            Console.WriteLine($"{length} tokens, {Choices} choices of {tokens}: {sharedTime:F0} ms; prompts apart {apartTime:F0} ms; ratio {apartTime / sharedTime:F2}");
        }
    }

    double Time(SequenceToScore[] batch)
    {
        long start = Stopwatch.GetTimestamp();
        model.ScoreBatch(batch);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}

static SequenceToScore[] Create(int length, int tokens, int vocabulary, Func<int, int> prompt)
    => [.. Enumerable.Range(0, Choices).Select(i => new SequenceToScore(Random(length, prompt(i), vocabulary), Random(tokens, 100 + i, vocabulary), new double[tokens]))];

static int[] Random(int length, int seed, int vocabulary)
{
    var random = new Random(seed);
    return [.. Enumerable.Range(0, length).Select(_ => random.Next(vocabulary))];
}
