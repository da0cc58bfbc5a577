using LanguageModeling.Bridge;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling.Embeddings;

/// <summary>Embeds the texts of rows of one input schema.</summary>
internal sealed class TextEmbeddingBinding : BatchBinding
{
    private readonly ITextEmbedder _embedder;
    private readonly DataViewSchema.Column _text;

    public TextEmbeddingBinding(IExceptionContext context, ITextEmbedder embedder, EmbedTextOptions options, DataViewSchema inputSchema)
        : base(inputSchema, options.Batches)
    {
        _embedder = embedder;
        _text = SchemaErrors.FindText(context, inputSchema, options.InputColumnName);
        Added = [EmbeddingColumn.Create(options.OutputColumnName, embedder.Dimension, embedder.IsPooled)];
    }

    public override IReadOnlyList<DataViewSchema.DetachedColumn> Added { get; }

    public override IEnumerable<DataViewSchema.Column> GetDependencies(bool[] wanted) => [_text];

    public override RowBatch CreateBatch(DataViewRow input, bool[] wanted, int capacity)
        => new Batch(_embedder, input.GetGetter<ReadOnlyMemory<char>>(_text), wanted, capacity);

    private sealed class Batch(ITextEmbedder embedder, ValueGetter<ReadOnlyMemory<char>> text, bool[] wanted, int capacity) : RowBatch
    {
        private readonly string[] _texts = new string[capacity];
        private readonly float[][] _vectors = new float[capacity][];

        public override void Read(int slot)
        {
            ReadOnlyMemory<char> value = default;
            text(ref value);
            _texts[slot] = value.ToString();
        }

        public override void Compute(int first, int count, CancellationToken cancellationToken)
        {
            IReadOnlyList<float[]> vectors = embedder.Embed(_texts[first..(first + count)], cancellationToken);
            for (int i = 0; i < count; i++)
            {
                _vectors[first + i] = vectors[i];
            }
        }

        public override Delegate?[] CreateGetters(Func<int> currentSlot)
        {
            ValueGetter<VBuffer<float>> getter = (ref VBuffer<float> value) => VectorColumn.Write(ref value, _vectors[currentSlot()]);
            return [wanted[0] ? getter : null];
        }
    }
}
