#:project ../../src/Onnx/LanguageModeling.Onnx.csproj
#:property PublishAot=false
#:property TreatWarningsAsErrors=false
#:property EnableNETAnalyzers=false
#:property EnforceCodeStyleInBuild=false

// Eight prompts read in one run, and one after another. See docs/benchmarks.md.
//   dotnet run -c Release --file prompts.cs -- FOLDER...
using System.Diagnostics;
using System.Globalization;
using LanguageModeling;

const int Prompts = 8;
const int Rounds = 4;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
foreach (string folder in args)
{
    using OnnxLanguageModel model = OnnxLanguageModel.Load(folder);
    foreach (int length in (int[])[8, 16, 32, 64, 100])
    {
        SequenceToScore[] batch = [.. Enumerable.Range(0, Prompts).Select(i => new SequenceToScore(Random(length, i, model.VocabularySize), new int[1], new double[1]))];
        double together = double.MaxValue;
        double apart = double.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            together = Math.Min(together, Time(() => model.ScoreBatch(batch)));
            apart = Math.Min(apart, Time(() => Array.ForEach(batch, prompt => model.ScoreBatch([prompt]))));
        }

        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));
        Console.WriteLine($"{name}: {Prompts} prompts of {length} tokens: together {together:F0} ms; one by one {apart:F0} ms; ratio {apart / together:F2}");
    }
}

static double Time(Action action)
{
    long start = Stopwatch.GetTimestamp();
    action();
    return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
}

static int[] Random(int length, int seed, int vocabulary)
{
    var random = new Random(seed);
    return [.. Enumerable.Range(0, length).Select(_ => random.Next(vocabulary))];
}
