using LanguageModeling.Bridge;
using LanguageModeling.Persistence;
using LanguageModeling.Tokens;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling;

/// <summary>Encodes text as token ids. The column that it adds is described at <see cref="EncodeTokensEstimator"/>.</summary>
/// <remarks>Immutable and safe for use by many threads at once.</remarks>
public sealed class EncodeTokensTransformer : RowTransformer, ILoadable<EncodeTokensTransformer>
{
    internal const string LoaderName = "LanguageModelingEncode";

    private const string Role = "text codec";
    private const string CodecEntry = "Codec.bin";

    private readonly EncodeTokensOptions _options;
    private readonly Lazy<ReadOnlyMemory<char>[]>? _tokens;

    internal EncodeTokensTransformer(IHostEnvironment environment, EncodeTokensOptions options, ITextCodec codec)
        : base(environment, nameof(EncodeTokensTransformer))
    {
        _options = options;
        Codec = codec;
        if (KnowsVocabulary(codec))
        {
            _tokens = new Lazy<ReadOnlyMemory<char>[]>(() => [.. Enumerable.Range(0, codec.VocabularySize).Select(id => codec.GetToken(id).AsMemory())]);
        }
    }

    static ModelHeader ILoadable<EncodeTokensTransformer>.Header => new("LMENCTOK", LoaderName);

    /// <summary>Encodes the text.</summary>
    public ITextCodec Codec { get; }

    /// <summary>Name of the column with the text.</summary>
    public string InputColumnName => _options.Input;

    /// <summary>Name of the column with the tokens' ids or keys.</summary>
    public string OutputColumnName => _options.OutputColumnName;

    static EncodeTokensTransformer ILoadable<EncodeTokensTransformer>.Load(IHostEnvironment environment, ModelReader reader)
    {
        BinaryReader values = reader.Values;
        var options = new EncodeTokensOptions
        {
            OutputColumnName = values.ReadString(),
            InputColumnName = values.ReadString(),
            OffsetsColumnName = values.ReadOptional(),
            AddBeginningOfSequence = values.ReadBoolean(),
            AddEndOfSequence = values.ReadBoolean(),
            MaximumTokens = values.ReadInt32() is > 0 and int most ? most : null,
            AsKeys = values.ReadBoolean(),
        };
        var codec = reader.ReadPart<ITextCodec>(CodecEntry, Role);
        try
        {
            options.Validate();
            CheckCodec(codec, options);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"The saved settings of EncodeTokens cannot be: {e.Message} The model file is damaged; save it again.");
        }

        return new EncodeTokensTransformer(environment, options, codec);
    }

    /// <summary>Whether a codec can list its tokens.</summary>
    internal static bool KnowsVocabulary(ITextCodec codec) => codec is not TokenizerCodec { HasVocabularySize: false };

    /// <summary>Checks that a codec has the tokens that the options want.</summary>
    internal static void CheckCodec(ITextCodec codec, EncodeTokensOptions options)
    {
        if (options.AddBeginningOfSequence && codec.SpecialTokens.BeginningOfSequence is null)
        {
            throw new ArgumentException(
                "AddBeginningOfSequence is set, but no token is said to begin sequences. "
                + "Name one in the vocabulary's or tokenizer's options.",
                nameof(options));
        }

        if (options.AddEndOfSequence && codec.SpecialTokens.EndOfSequence is null)
        {
            throw new ArgumentException(
                "AddEndOfSequence is set, but no token is said to end sequences. "
                + "Name one in the vocabulary's or tokenizer's options.",
                nameof(options));
        }

        if (options.AsKeys && !KnowsVocabulary(codec))
        {
            throw new ArgumentException(
                $"Keys need the number of tokens, which {((TokenizerCodec)codec).Tokenizer.GetType().Name} does not tell. "
                + "Set Codec to a TokenizerCodec with a vocabularySize.",
                nameof(options));
        }
    }

    private protected override RowBinding Bind(DataViewSchema inputSchema) => new Binding(this, inputSchema);

    private protected override void Save(ModelSaveContext context)
    {
        SavedPart.CheckSavable(Codec, Role);
        ModelWriter writer = ModelWriter.Begin<EncodeTokensTransformer>(context);
        BinaryWriter values = writer.Values;
        values.Write(OutputColumnName);
        values.Write(InputColumnName);
        values.WriteOptional(_options.OffsetsColumnName);
        values.Write(_options.AddBeginningOfSequence);
        values.Write(_options.AddEndOfSequence);
        values.Write(_options.MaximumTokens ?? 0);
        values.Write(_options.AsKeys);
        writer.WritePart(CodecEntry, Codec);
    }

    private List<TextToken> Encode(string text, long row)
    {
        IReadOnlyList<TextToken> encoded;
        try
        {
            encoded = Codec.Encode(text);
        }
        catch (KeyNotFoundException e)
        {
            throw new InvalidDataException($"Column '{InputColumnName}', row {row}: {e.Message}");
        }

        int added = (_options.AddBeginningOfSequence ? 1 : 0) + (_options.AddEndOfSequence ? 1 : 0);
        int kept = Math.Min(encoded.Count, (_options.MaximumTokens ?? int.MaxValue) - added);
        var tokens = new List<TextToken>(kept + added);
        if (_options.AddBeginningOfSequence)
        {
            tokens.Add(new TextToken(Codec.SpecialTokens.BeginningOfSequence!.Value, 0, 0));
        }

        tokens.AddRange(encoded.Take(kept));
        if (_options.AddEndOfSequence)
        {
            int end = kept < encoded.Count && kept > 0 ? encoded[kept - 1].Start + encoded[kept - 1].Length : kept == 0 && encoded.Count > 0 ? 0 : text.Length;
            tokens.Add(new TextToken(Codec.SpecialTokens.EndOfSequence!.Value, end, 0));
        }

        return tokens;
    }

    private sealed class Binding : RowBinding
    {
        private readonly EncodeTokensTransformer _parent;
        private readonly DataViewSchema.Column _text;

        public Binding(EncodeTokensTransformer parent, DataViewSchema inputSchema)
            : base(inputSchema)
        {
            _parent = parent;
            _text = SchemaErrors.FindText(parent.Host, inputSchema, parent.InputColumnName);
            EncodeTokensOptions options = parent._options;
            int size = parent._tokens is null ? 0 : parent.Codec.VocabularySize;
            PrimitiveDataViewType item = options.AsKeys ? new KeyDataViewType(typeof(uint), size) : NumberDataViewType.Int32;
            DataViewSchema.Annotations annotations = TokenAnnotations.Create(
                options.AsKeys,
                parent.Codec.SpecialTokens,
                parent._tokens,
                size,
                parent.Codec is VocabularyCodec codec ? (codec.Splitter, codec.Lowercase) : null);
            var ids = new DataViewSchema.DetachedColumn(options.OutputColumnName, new VectorDataViewType(item), annotations);
            Added = options.OffsetsColumnName is { } offsets
                ? [ids, new DataViewSchema.DetachedColumn(offsets, new VectorDataViewType(NumberDataViewType.Int32))]
                : [ids];
        }

        public override IReadOnlyList<DataViewSchema.DetachedColumn> Added { get; }

        public override IEnumerable<DataViewSchema.Column> GetDependencies(bool[] wanted) => [_text];

        public override Delegate?[] CreateGetters(DataViewRow input, bool[] wanted)
        {
            ValueGetter<ReadOnlyMemory<char>> text = input.GetGetter<ReadOnlyMemory<char>>(_text);
            ReadOnlyMemory<char> value = default;
            List<TextToken> tokens = [];
            long encoded = -1;
            var getters = new Delegate?[wanted.Length];
            if (wanted[0])
            {
                getters[0] = _parent._options.AsKeys
                    ? Getter<uint>(1, (t, keys) => keys[0] = _parent.ToKey(t.Id, input.Position))
                    : Getter<int>(1, (t, ids) => ids[0] = t.Id);
            }

            if (wanted.Length > 1 && wanted[1])
            {
                getters[1] = Getter<int>(2, (t, offsets) => (offsets[0], offsets[1]) = (t.Start, t.Length));
            }

            return getters;

            ValueGetter<VBuffer<T>> Getter<T>(int width, Writer<T> write)
                => (ref VBuffer<T> destination) =>
                {
                    Refresh();
                    VBufferEditor<T> editor = VBufferEditor.Create(ref destination, width * tokens.Count);
                    for (int i = 0; i < tokens.Count; i++)
                    {
                        write(tokens[i], editor.Values.Slice(width * i, width));
                    }

                    destination = editor.Commit();
                };

            void Refresh()
            {
                if (input.Position < 0)
                {
                    throw BatchBinding.NotOnRow();
                }

                if (encoded != input.Position)
                {
                    encoded = -1; // stays so when encoding throws
                    text(ref value);
                    tokens = _parent.Encode(value.ToString(), input.Position);
                    encoded = input.Position;
                }
            }
        }

        private delegate void Writer<T>(TextToken token, Span<T> values);
    }

    private uint ToKey(int id, long row)
        => (uint)id < (uint)Codec.VocabularySize
            ? (uint)id + 1
            : throw new InvalidDataException(
                $"Column '{InputColumnName}', row {row}: the tokenizer gave token id {id}, but is said to have {Codec.VocabularySize} tokens. "
                + "Give TokenizerCodec the right vocabularySize.");
}
