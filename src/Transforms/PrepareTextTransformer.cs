using System.Text;
using LanguageModeling.Bridge;
using LanguageModeling.Persistence;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling;

/// <summary>Adds a column of text that is prepared for word-level models.</summary>
/// <remarks>Immutable and safe for use by many threads at once.</remarks>
public sealed class PrepareTextTransformer : RowTransformer, ILoadable<PrepareTextTransformer>
{
    internal const string LoaderName = "LanguageModelingPrepare";

    internal PrepareTextTransformer(IHostEnvironment environment, string outputColumnName, string inputColumnName, TextPreparation preparation)
        : base(environment, nameof(PrepareTextTransformer))
    {
        OutputColumnName = outputColumnName;
        InputColumnName = inputColumnName;
        Preparation = preparation;
    }

    static ModelHeader ILoadable<PrepareTextTransformer>.Header => new("LMPREPAR", LoaderName);

    /// <summary>Prepares the text.</summary>
    public TextPreparation Preparation { get; }

    /// <summary>Name of the column with the text.</summary>
    public string InputColumnName { get; }

    /// <summary>Name of the column with the prepared text.</summary>
    public string OutputColumnName { get; }

    static PrepareTextTransformer ILoadable<PrepareTextTransformer>.Load(IHostEnvironment environment, ModelReader reader)
    {
        BinaryReader values = reader.Values;
        string output = values.ReadString();
        string input = values.ReadString();
        int form = values.ReadInt32();
        var options = new TextPreparationOptions
        {
            Normalization = form == 0 ? null : (NormalizationForm)form,
            Lowercase = values.ReadBoolean(),
            NumberToken = values.ReadOptional(),
            UrlToken = values.ReadOptional(),
            EmailToken = values.ReadOptional(),
        };
        try
        {
            return new PrepareTextTransformer(environment, output, input, new TextPreparation(options));
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"The saved settings of PrepareText cannot be: {e.Message} The model file is damaged; save it again.");
        }
    }

    private protected override RowBinding Bind(DataViewSchema inputSchema) => new Binding(this, inputSchema);

    private protected override void Save(ModelSaveContext context)
    {
        BinaryWriter values = ModelWriter.Begin<PrepareTextTransformer>(context).Values;
        TextPreparationOptions options = Preparation.Options;
        values.Write(OutputColumnName);
        values.Write(InputColumnName);
        values.Write((int)(options.Normalization ?? 0));
        values.Write(options.Lowercase);
        values.WriteOptional(options.NumberToken);
        values.WriteOptional(options.UrlToken);
        values.WriteOptional(options.EmailToken);
    }

    private sealed class Binding : RowBinding
    {
        private readonly PrepareTextTransformer _parent;
        private readonly DataViewSchema.Column _text;

        public Binding(PrepareTextTransformer parent, DataViewSchema inputSchema)
            : base(inputSchema)
        {
            _parent = parent;
            _text = SchemaErrors.FindText(parent.Host, inputSchema, parent.InputColumnName);
            Added = [new DataViewSchema.DetachedColumn(parent.OutputColumnName, TextDataViewType.Instance)];
        }

        public override IReadOnlyList<DataViewSchema.DetachedColumn> Added { get; }

        public override IEnumerable<DataViewSchema.Column> GetDependencies(bool[] wanted) => [_text];

        public override Delegate?[] CreateGetters(DataViewRow input, bool[] wanted)
        {
            ValueGetter<ReadOnlyMemory<char>> text = input.GetGetter<ReadOnlyMemory<char>>(_text);
            ReadOnlyMemory<char> line = default;
            ValueGetter<ReadOnlyMemory<char>> getter = (ref ReadOnlyMemory<char> value) =>
            {
                text(ref line);
                value = _parent.Preparation.Apply(line.ToString()).Text.AsMemory();
            };
            return [getter];
        }
    }
}
