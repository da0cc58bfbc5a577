using System.Diagnostics;
using System.Globalization;

namespace LanguageModeling.Benchmarks;

/// <summary>
/// Times the choice of a token among GPT-2's 50,257, everything included but the model: log-probabilities in, a token out. They are normal with a
/// deviation of 2, flatter than a language model's: top-p then keeps thousands of tokens, the hard case.
/// </summary>
internal static class SamplingTimings
{
    private const int Vocabulary = 50257;
    private const int Tokens = 1000;

    public static void Run()
    {
        var model = new FixedModel();
        Time("greedy", new GenerationOptions { Temperature = 0 });
        Time("temperature", Sampling with { Temperature = 0.8 });
        Time("top-k 40", Sampling with { TopK = 40 });
        Time("top-k 40, top-p 0.95", Sampling with { TopK = 40, TopP = 0.95 });
        Time("top-k 1000, top-p 0.95", Sampling with { TopK = 1000, TopP = 0.95 });
        Time("top-p 0.95", Sampling with { TopP = 0.95 });
        Time("min-p 0.05", Sampling with { MinP = 0.05 });
        Time("typical 0.9", Sampling with { TypicalP = 0.9 });

        void Time(string name, GenerationOptions options)
        {
            options = options with { MaximumTokens = Tokens };
            double best = double.MaxValue;
            for (int round = 0; round < 4; round++)
            {
                long start = Stopwatch.GetTimestamp();
                int count = model.GenerateTokens([], options).Count();
                best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds / count);
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-24}{best:F3} ms"));
        }
    }

    private static GenerationOptions Sampling => new() { Seed = 1 };

    private sealed class FixedModel : ILanguageModel
    {
        private readonly float[] _logProbabilities = CreateLogProbabilities();

        public int VocabularySize => Vocabulary;

        public SpecialTokens SpecialTokens => new();

        public LanguageModelState CreateState() => new State(_logProbabilities);

        private static float[] CreateLogProbabilities()
        {
            var random = new Random(1);
            double[] logits = [.. Enumerable.Range(0, Vocabulary).Select(_ => 2 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))];
            double total = Math.Log(logits.Sum(Math.Exp));
            return [.. logits.Select(logit => (float)(logit - total))];
        }
    }

    private sealed class State(float[] logProbabilities) : LanguageModelState
    {
        private int _length;

        public override int Length => _length;

        public override void Append(int token, CancellationToken cancellationToken = default) => _length++;

        public override void GetNextLogProbabilities(Span<float> destination, CancellationToken cancellationToken = default)
            => logProbabilities.CopyTo(destination);

        public override double GetNextLogProbability(int token, CancellationToken cancellationToken = default) => logProbabilities[token];

        public override void Rewind(int length) => _length = length;

        public override LanguageModelState Fork() => new State(logProbabilities) { _length = _length };
    }
}
