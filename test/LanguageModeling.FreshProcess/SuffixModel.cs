using LanguageModeling;

namespace FreshProcess;

/// <summary>A user's own language model: after token p, token w has a weight of 1 + (31 p + 17 w) mod 7.</summary>
public sealed class SuffixModel(int vocabularySize) : ILanguageModel, ISavable<SuffixModel>
{
    public int VocabularySize => vocabularySize;

    public SpecialTokens SpecialTokens { get; } = new() { Unknown = 0, BeginningOfSequence = 1, EndOfSequence = 2 };

    public static SuffixModel Load(Stream stream)
    {
        using var reader = new BinaryReader(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        return new SuffixModel(reader.ReadInt32());
    }

    public void Save(Stream stream)
    {
        using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        writer.Write(vocabularySize);
    }

    public LanguageModelState CreateState() => new State(vocabularySize, []);

    private sealed class State(int vocabularySize, IEnumerable<int> tokens) : LanguageModelState
    {
        private readonly List<int> _tokens = [.. tokens];

        public override int Length => _tokens.Count;

        private int Last => _tokens.Count == 0 ? 0 : _tokens[^1];

        public override void Append(int token, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ArgumentOutOfRangeException.ThrowIfNegative(token);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(token, vocabularySize);
            _tokens.Add(token);
        }

        public override void GetNextLogProbabilities(Span<float> logProbabilities, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            double total = Total();
            for (int w = 0; w < vocabularySize; w++)
            {
                logProbabilities[w] = (float)Math.Log(Weight(w) / total);
            }
        }

        public override double GetNextLogProbability(int token, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Math.Log(Weight(token) / Total());
        }

        public override void Rewind(int length) => _tokens.RemoveRange(length, _tokens.Count - length);

        public override LanguageModelState Fork() => new State(vocabularySize, _tokens);

        private double Total()
        {
            double total = 0;
            for (int w = 0; w < vocabularySize; w++)
            {
                total += Weight(w);
            }

            return total;
        }

        private double Weight(int w) => w == 1 ? 0 : 1 + (((31 * Last) + (17 * w)) % 7);
    }
}
