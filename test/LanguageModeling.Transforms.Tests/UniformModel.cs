namespace LanguageModeling.Tests;

/// <summary>A user's own model, in the user's own assembly: all of 60 tokens are equally probable.</summary>
public sealed class UniformModel : ILanguageModel, ISavable<UniformModel>
{
    public int VocabularySize => 60;

    public SpecialTokens SpecialTokens { get; } = new() { Unknown = 0 };

    public static UniformModel Load(Stream stream) => stream.ReadByte() == 60 ? new UniformModel() : throw new InvalidDataException("Not a UniformModel.");

    public void Save(Stream stream) => stream.WriteByte(60);

    public LanguageModelState CreateState() => new State(0);

    private sealed class State(int length) : LanguageModelState
    {
        private int _length = length;

        public override int Length => _length;

        public override void Append(int token, CancellationToken cancellationToken = default) => _length++;

        public override void GetNextLogProbabilities(Span<float> logProbabilities, CancellationToken cancellationToken = default)
            => logProbabilities.Fill(-MathF.Log(60));

        public override double GetNextLogProbability(int token, CancellationToken cancellationToken = default) => -Math.Log(60);

        public override void Rewind(int length) => _length = length;

        public override LanguageModelState Fork() => new State(_length);
    }
}
