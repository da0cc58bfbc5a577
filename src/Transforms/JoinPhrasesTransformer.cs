using LanguageModeling.Bridge;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling;

/// <summary>Adds a column of text in which the words of phrases are joined; words are separated by single spaces.</summary>
/// <remarks>Immutable and safe for use by many threads at once.</remarks>
public sealed class JoinPhrasesTransformer : RowTransformer, ILoadable<JoinPhrasesTransformer>
{
    internal const string LoaderName = "LanguageModelingPhrases";

    private const string PhrasesEntry = "Phrases.bin";

    internal JoinPhrasesTransformer(IHostEnvironment environment, string outputColumnName, string inputColumnName, PhraseModel model)
        : base(environment, nameof(JoinPhrasesTransformer))
    {
        OutputColumnName = outputColumnName;
        InputColumnName = inputColumnName;
        Model = model;
    }

    static ModelHeader ILoadable<JoinPhrasesTransformer>.Header => new("LMPHRASE", LoaderName);

    /// <summary>The phrases.</summary>
    public PhraseModel Model { get; }

    /// <summary>Name of the column with the text.</summary>
    public string InputColumnName { get; }

    /// <summary>Name of the column with the joined text.</summary>
    public string OutputColumnName { get; }

    static JoinPhrasesTransformer ILoadable<JoinPhrasesTransformer>.Load(IHostEnvironment environment, ModelReader reader)
    {
        string output = reader.Values.ReadString();
        string input = reader.Values.ReadString();
        return new JoinPhrasesTransformer(environment, output, input, reader.ReadEntry(PhrasesEntry, PhraseModel.Load));
    }

    private protected override RowBinding Bind(DataViewSchema inputSchema) => new Binding(this, inputSchema);

    private protected override void Save(ModelSaveContext context)
    {
        ModelWriter writer = ModelWriter.Begin<JoinPhrasesTransformer>(context);
        writer.Values.Write(OutputColumnName);
        writer.Values.Write(InputColumnName);
        writer.WriteEntry(PhrasesEntry, Model.Save);
    }

    private sealed class Binding : RowBinding
    {
        private readonly JoinPhrasesTransformer _parent;
        private readonly DataViewSchema.Column _text;

        public Binding(JoinPhrasesTransformer parent, DataViewSchema inputSchema)
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
                value = string.Join(' ', _parent.Model.Apply(line.ToString())).AsMemory();
            };
            return [getter];
        }
    }
}
