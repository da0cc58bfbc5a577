using BenchmarkDotNet.Running;
using LanguageModeling.Benchmarks;

switch (args.FirstOrDefault())
{
    case "ngram-score":
        NgramScoring.Run(args[1], args[2], int.Parse(args[3], System.Globalization.CultureInfo.InvariantCulture));
        break;
    case "ngram-pipeline":
        NgramPipeline.Run(args[1], args[2], int.Parse(args[3], System.Globalization.CultureInfo.InvariantCulture));
        break;
    case "ngram-fuzz":
        NgramFuzz.Run(int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture), args.AsSpan(2));
        break;
    case "ngram-identity":
        NgramIdentity.Run(args[1], int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture), int.Parse(args[3], System.Globalization.CultureInfo.InvariantCulture));
        break;
    case "sampling":
        SamplingTimings.Run();
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        break;
}
