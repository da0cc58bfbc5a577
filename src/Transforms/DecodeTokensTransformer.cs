using LanguageModeling.Bridge;
using LanguageModeling.Persistence;
using LanguageModeling.Tokens;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling;

/// <summary>Decodes token ids, or keys, to text. Beginning, end and padding tokens give nothing.</summary>
/// <remarks>Immutable and safe for use by many threads at once.</remarks>
public sealed class DecodeTokensTransformer : RowTransformer, ILoadable<DecodeTokensTransformer>
{
    internal const string LoaderName = "LanguageModelingDecode";

    private const string Role = "text codec";
    private const string CodecEntry = "Codec.bin";

    internal DecodeTokensTransformer(IHostEnvironment environment, string outputColumnName, string inputColumnName, ITextCodec codec)
        : base(environment, nameof(DecodeTokensTransformer))
    {
        OutputColumnName = outputColumnName;
        InputColumnName = inputColumnName;
        Codec = codec;
    }

    static ModelHeader ILoadable<DecodeTokensTransformer>.Header => new("LMDECTOK", LoaderName);

    /// <summary>Decodes the tokens.</summary>
    public ITextCodec Codec { get; }

    /// <summary>Name of the column with token ids or keys.</summary>
    public string InputColumnName { get; }

    /// <summary>Name of the column with the text.</summary>
    public string OutputColumnName { get; }

    // A tokenizer that does not tell its number of tokens checks ids itself.
    private int VocabularySize => EncodeTokensTransformer.KnowsVocabulary(Codec) ? Codec.VocabularySize : int.MaxValue;

    static DecodeTokensTransformer ILoadable<DecodeTokensTransformer>.Load(IHostEnvironment environment, ModelReader reader)
    {
        string output = reader.Values.ReadString();
        string input = reader.Values.ReadString();
        return new DecodeTokensTransformer(environment, output, input, reader.ReadPart<ITextCodec>(CodecEntry, Role));
    }

    private protected override RowBinding Bind(DataViewSchema inputSchema) => new Binding(this, inputSchema);

    private protected override void Save(ModelSaveContext context)
    {
        SavedPart.CheckSavable(Codec, Role);
        ModelWriter writer = ModelWriter.Begin<DecodeTokensTransformer>(context);
        writer.Values.Write(OutputColumnName);
        writer.Values.Write(InputColumnName);
        writer.WritePart(CodecEntry, Codec);
    }

    private sealed class Binding : RowBinding
    {
        private readonly DecodeTokensTransformer _parent;
        private readonly TokenColumn _tokens;

        public Binding(DecodeTokensTransformer parent, DataViewSchema inputSchema)
            : base(inputSchema)
        {
            _parent = parent;
            _tokens = TokenColumn.Find(parent.Host, inputSchema, parent.InputColumnName);
            if (_tokens.VocabularySize > parent.VocabularySize)
            {
                throw SchemaErrors.WrongType(
                    parent.Host,
                    nameof(inputSchema),
                    parent.InputColumnName,
                    $"tokens of the codec's vocabulary of {parent.VocabularySize}",
                    $"a vocabulary of {_tokens.VocabularySize}");
            }

            Added = [new DataViewSchema.DetachedColumn(parent.OutputColumnName, TextDataViewType.Instance)];
        }

        public override IReadOnlyList<DataViewSchema.DetachedColumn> Added { get; }

        public override IEnumerable<DataViewSchema.Column> GetDependencies(bool[] wanted) => [_tokens.Column];

        public override Delegate?[] CreateGetters(DataViewRow input, bool[] wanted)
        {
            Func<int[]> ids = _tokens.CreateReader(input, _parent.VocabularySize, _parent.Codec.SpecialTokens.Unknown);
            ValueGetter<ReadOnlyMemory<char>> getter = (ref ReadOnlyMemory<char> value) => value = _parent.Codec.Decode(ids()).AsMemory();
            return [getter];
        }
    }
}
