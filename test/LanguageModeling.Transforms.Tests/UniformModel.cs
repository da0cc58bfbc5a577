namespace LanguageModeling.Tests;

/// <summary>A user's own model, in the user's own assembly: all tokens, 60 unless told otherwise, are equally probable.</summary>
public sealed class UniformModel(int size) : ILanguageModel, ISavable<UniformModel>
{
    public UniformModel()
        : this(60)
    {
    }

    public int VocabularySize => size;

    public SpecialTokens SpecialTokens { get; } = new() { Unknown = 0 };

    public static UniformModel Load(Stream stream) => stream.ReadByte() == 60 ? new UniformModel() : throw new InvalidDataException("Not a UniformModel.");

    public void Save(Stream stream) => stream.WriteByte(60);

    public LanguageModelState CreateState() => new State(size, 0);

    private sealed class State(int size, int length) : LanguageModelState
    {
        private int _length = length;

        public override int Length => _length;

        public override void Append(int token, CancellationToken cancellationToken = default) => _length++;

        public override void GetNextLogProbabilities(Span<float> logProbabilities, CancellationToken cancellationToken = default)
            => logProbabilities.Fill(-MathF.Log(size));

        public override double GetNextLogProbability(int token, CancellationToken cancellationToken = default) => -Math.Log(size);

        public override void Rewind(int length) => _length = length;

        public override LanguageModelState Fork() => new State(size, _length);
    }
}
