using LanguageModeling.Files;
using LanguageModeling.Persistence;

namespace LanguageModeling.Mixing;

/// <summary>A model that is asked with the ids of a larger vocabulary. What it lacks has probability 0, and is unknown to it as context.</summary>
internal sealed class MappedLanguageModel : ILanguageModel, ISavable<MappedLanguageModel>, IHasSavedParts
{
    private const int FormatVersion = 1;
    private readonly ILanguageModel _model;
    private readonly int[] _own; // [V]: id of the model, or -1

    /// <summary>Wraps a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="own">For each id of the larger vocabulary the model's own, or -1.</param>
    /// <param name="special">Special tokens of the larger vocabulary.</param>
    public MappedLanguageModel(ILanguageModel model, int[] own, SpecialTokens special)
    {
        _model = model;
        _own = own;
        SpecialTokens = special;
        if (own.Contains(-1) && model.SpecialTokens.Unknown is null)
        {
            throw new ArgumentException("A model has neither all tokens of the others nor an unknown token to stand for them. Mix models of one vocabulary.");
        }
    }

    private static ReadOnlySpan<byte> Magic => "LMMAPPED"u8;

    public int VocabularySize => _own.Length;

    public SpecialTokens SpecialTokens { get; }

    public int? MaximumContextLength => _model.MaximumContextLength;

    public static MappedLanguageModel Load(Stream stream)
    {
        var reader = new BinaryModelReader(stream, Magic, FormatVersion, "language model");
        Type type = SavedPartStream.ReadType(reader);
        int[] own = reader.ReadAll<int>(reader.ReadInt32(1, Array.MaxLength, "the number of tokens"));
        var special = new SpecialTokens
        {
            Unknown = ReadId(),
            BeginningOfSequence = ReadId(),
            EndOfSequence = ReadId(),
            Padding = ReadId(),
            AddBeginningToPrompts = reader.ReadBoolean(),
        };
        reader.Complete();
        var model = (ILanguageModel)SavedPart.Load(type, stream);
        if (Array.Exists(own, id => id < -1 || id >= model.VocabularySize) || (own.Contains(-1) && model.SpecialTokens.Unknown is null))
        {
            throw reader.Error($"expected ids of a model of {model.VocabularySize} tokens but found others");
        }

        return new MappedLanguageModel(model, own, special);

        int? ReadId() => reader.ReadInt32(-1, own.Length - 1, "the id of a special token") is >= 0 and int id ? id : null;
    }

    public void Save(Stream stream)
    {
        var writer = new BinaryModelWriter(stream, Magic, FormatVersion);
        SavedPartStream.WriteName(writer, _model);
        writer.Write(_own.Length);
        writer.WriteAll<int>(_own);
        foreach (int? id in new[] { SpecialTokens.Unknown, SpecialTokens.BeginningOfSequence, SpecialTokens.EndOfSequence, SpecialTokens.Padding })
        {
            writer.Write(id ?? -1);
        }

        writer.Write(SpecialTokens.AddBeginningToPrompts);
        writer.Complete();
        SavedPart.Save(_model, stream);
    }

    public LanguageModelState CreateState() => new State(this, _model.CreateState());

    void IHasSavedParts.CheckSavable() => SavedPartStream.CheckSavable(_model);

    private int Own(int token)
        => (uint)token < (uint)_own.Length
            ? _own[token]
            : throw new ArgumentOutOfRangeException(nameof(token), token, $"Token ids of this model are from 0 to {_own.Length - 1}. Use its own vocabulary.");

    private sealed class State(MappedLanguageModel model, LanguageModelState inner) : LanguageModelState
    {
        private float[]? _distribution; // [own V]

        public override int Length => inner.Length;

        public override void Append(int token, CancellationToken cancellationToken = default)
            => inner.Append(model.Own(token) is >= 0 and int own ? own : model._model.SpecialTokens.Unknown!.Value, cancellationToken);

        public override void GetNextLogProbabilities(Span<float> logProbabilities, CancellationToken cancellationToken = default)
        {
            if (logProbabilities.Length != model.VocabularySize)
            {
                throw new ArgumentException($"Expected room for {model.VocabularySize} log probabilities (V) but got {logProbabilities.Length}.", nameof(logProbabilities));
            }

            _distribution ??= new float[model._model.VocabularySize];
            inner.GetNextLogProbabilities(_distribution, cancellationToken);
            for (int token = 0; token < logProbabilities.Length; token++)
            {
                logProbabilities[token] = model._own[token] < 0 ? float.NegativeInfinity : _distribution[model._own[token]];
            }
        }

        public override double GetNextLogProbability(int token, CancellationToken cancellationToken = default)
            => model.Own(token) is >= 0 and int own ? inner.GetNextLogProbability(own, cancellationToken) : double.NegativeInfinity;

        public override void Rewind(int length) => inner.Rewind(length);

        public override LanguageModelState Fork() => new State(model, inner.Fork());

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
