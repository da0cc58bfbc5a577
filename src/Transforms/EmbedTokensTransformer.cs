using LanguageModeling.Bridge;
using LanguageModeling.Embeddings;
using LanguageModeling.Persistence;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling;

/// <summary>
/// Puts word vectors in the place of words: adds a column with a vector of D numbers for each row, or with all words' vectors, of variable length
/// and dimensions [*, D]; and, if asked for, a column with the number of words without a vector.
/// </summary>
/// <remarks>Immutable and safe for use by many threads at once.</remarks>
public sealed class EmbedTokensTransformer : RowTransformer, ILoadable<EmbedTokensTransformer>
{
    internal const string LoaderName = "LanguageModelingEmbed";

    private const string VectorsEntry = "Vectors.bin";
    private const string VocabularyEntry = "Vocabulary.bin";
    private const string WeightsEntry = "Weights.bin";

    private readonly EmbedTokensOptions _options;
    private readonly PoolingWeights? _weights;

    internal EmbedTokensTransformer(IHostEnvironment environment, WordVectors vectors, EmbedTokensOptions options, PoolingWeights? weights)
        : base(environment, nameof(EmbedTokensTransformer))
    {
        Vectors = options.UnknownWords == UnknownWordPolicy.Subwords ? vectors : vectors.WithoutSubwords();
        _options = options;
        _weights = weights;
    }

    static ModelHeader ILoadable<EmbedTokensTransformer>.Header => new("LMEMBEDT", LoaderName);

    /// <summary>The vectors, with those for unseen words only where the options have a use for them.</summary>
    public WordVectors Vectors { get; }

    /// <summary>Name of the column with the words.</summary>
    public string InputColumnName => _options.InputColumnName;

    /// <summary>Name of the column with the embedding.</summary>
    public string OutputColumnName => _options.OutputColumnName;

    static EmbedTokensTransformer ILoadable<EmbedTokensTransformer>.Load(IHostEnvironment environment, ModelReader reader)
    {
        BinaryReader values = reader.Values;
        var options = new EmbedTokensOptions
        {
            OutputColumnName = values.ReadString(),
            InputColumnName = values.ReadString(),
            Pooling = (EmbeddingPooling)values.ReadByte(),
            UnknownWords = (UnknownWordPolicy)values.ReadByte(),
            UnknownWord = values.ReadString(),
            UnknownCountColumnName = values.ReadOptional(),
        };
        bool hasVocabulary = values.ReadBoolean();
        bool hasWeights = values.ReadBoolean();
        WordVectors vectors = reader.ReadEntry(VectorsEntry, WordVectors.Load);
        options = options with { Vocabulary = hasVocabulary ? reader.ReadEntry(VocabularyEntry, Vocabulary.Load) : null };
        PoolingWeights? weights = hasWeights ? reader.ReadEntry(WeightsEntry, stream => PoolingWeights.Read(stream, vectors)) : null;
        try
        {
            options.Validate();
            options.FindUnknownWord(vectors);
            bool needsWeights = options.Pooling is EmbeddingPooling.SmoothInverseFrequency or EmbeddingPooling.InverseDocumentFrequency;
            if (needsWeights != hasWeights)
            {
                throw new ArgumentException($"Pooling by {options.Pooling} {(hasWeights ? "has" : "lacks")} weights.");
            }
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"The saved settings of Embed cannot be: {e.Message} The model file is damaged; save it again.");
        }

        return new EmbedTokensTransformer(environment, vectors, options, weights);
    }

    private protected override RowBinding Bind(DataViewSchema inputSchema) => new Binding(this, inputSchema);

    private protected override void Save(ModelSaveContext context)
    {
        ModelWriter writer = ModelWriter.Begin<EmbedTokensTransformer>(context);
        BinaryWriter values = writer.Values;
        values.Write(OutputColumnName);
        values.Write(InputColumnName);
        values.Write((byte)_options.Pooling);
        values.Write((byte)_options.UnknownWords);
        values.Write(_options.UnknownWord);
        values.WriteOptional(_options.UnknownCountColumnName);
        values.Write(_options.Vocabulary is not null);
        values.Write(_weights is not null);
        writer.WriteEntry(VectorsEntry, Vectors.Save);
        if (_options.Vocabulary is { } vocabulary)
        {
            writer.WriteEntry(VocabularyEntry, vocabulary.Save);
        }

        if (_weights is not null)
        {
            writer.WriteEntry(WeightsEntry, _weights.Write);
        }
    }

    private sealed class Binding : RowBinding
    {
        private readonly EmbedTokensTransformer _parent;
        private readonly WordColumn _words;

        public Binding(EmbedTokensTransformer parent, DataViewSchema inputSchema)
            : base(inputSchema)
        {
            _parent = parent;
            EmbedTokensOptions options = parent._options;
            _words = WordColumn.Find(parent.Host, inputSchema, options, parent.Vectors);
            int dimension = parent.Vectors.Dimension;
            DataViewSchema.DetachedColumn embedding = EmbeddingColumn.Create(options.OutputColumnName, dimension, options.Pooling != EmbeddingPooling.None);
            Added = options.UnknownCountColumnName is { } count
                ? [embedding, new DataViewSchema.DetachedColumn(count, NumberDataViewType.Int32)]
                : [embedding];
        }

        public override IReadOnlyList<DataViewSchema.DetachedColumn> Added { get; }

        public override IEnumerable<DataViewSchema.Column> GetDependencies(bool[] wanted) => [_words.Column];

        public override Delegate?[] CreateGetters(DataViewRow input, bool[] wanted)
        {
            Func<int[]> read = _words.CreateReader(input, out EmbeddedWords words);
            EmbedTokensOptions options = _parent._options;
            var policy = new UnknownWords(options, _parent.Vectors);
            var pooling = new WordPooling(words, options.Pooling, _parent._weights);
            int dimension = _parent.Vectors.Dimension;
            ValueGetter<VBuffer<float>> embedding = (ref VBuffer<float> destination) =>
            {
                ReadOnlySpan<int> known = policy.Apply(read(), input.Position);
                VBufferEditor<float> editor = VBufferEditor.Create(
                    ref destination, options.Pooling == EmbeddingPooling.None ? checked(known.Length * dimension) : dimension);
                pooling.Pool(known, editor.Values);
                destination = editor.Commit();
            };
            ValueGetter<int> unknown = (ref int count) => count = read().Count(id => !words.IsKnown(id));
            return [wanted[0] ? embedding : null, .. wanted.Length > 1 ? [wanted[1] ? unknown : null] : Array.Empty<Delegate?>()];
        }
    }
}
