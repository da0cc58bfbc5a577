using LanguageModeling.Bridge;
using LanguageModeling.Sampling;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling.Generation;

/// <summary>Generates text for rows of one input schema.</summary>
internal sealed class GenerationBinding : BatchBinding
{
    private readonly TextLanguageModel _model;
    private readonly GenerateTextOptions _options;
    private readonly DataViewSchema.Column _prompt;

    public GenerationBinding(IExceptionContext context, TextLanguageModel model, GenerateTextOptions options, DataViewSchema inputSchema)
        : base(inputSchema, options.BatchesFor(model.Model))
    {
        _model = model;
        _options = options;
        _prompt = SchemaErrors.FindText(context, inputSchema, options.InputColumnName);
        Added = GenerateTextTransformer.CreateColumns(options.OutputColumnName);
    }

    public override IReadOnlyList<DataViewSchema.DetachedColumn> Added { get; }

    public override IEnumerable<DataViewSchema.Column> GetDependencies(bool[] wanted) => [_prompt];

    public override RowBatch CreateBatch(DataViewRow input, bool[] wanted, int capacity)
        => new Batch(_model, _options, input, input.GetGetter<ReadOnlyMemory<char>>(_prompt), wanted, capacity);

    private sealed class Batch(
        TextLanguageModel model,
        GenerateTextOptions options,
        DataViewRow input,
        ValueGetter<ReadOnlyMemory<char>> prompt,
        bool[] wanted,
        int capacity) : RowBatch
    {
        private readonly long[] _positions = new long[capacity];
        private readonly string[] _prompts = new string[capacity];
        private readonly GenerationResult[] _results = new GenerationResult[capacity];

        public override void Read(int slot)
        {
            ReadOnlyMemory<char> text = default;
            prompt(ref text);
            _prompts[slot] = text.ToString();
            _positions[slot] = input.Position;
        }

        public override void Compute(int first, int count, CancellationToken cancellationToken)
        {
            if (options.Generation.Beams > 1)
            {
                for (int slot = first; slot < first + count; slot++)
                {
                    _results[slot] = At(slot, () => model.Generate(_prompts[slot], OptionsOf(slot), cancellationToken));
                }

                return;
            }

            var texts = new TextTask[count];
            BatchGeneration.Run(
                model.Model,
                count,
                i => At(first + i, () => (texts[i] = TextTask.Create(model, _prompts[first + i], OptionsOf(first + i))).Task.CreatePromptContext(cancellationToken)),
                (i, context) => At(first + i, () => texts[i].CreateGenerator(context, texts[i].Task.CreateSeeds()[0])),
                count,
                cancellationToken).CopyTo(_results, first);
        }

        private GenerationOptions OptionsOf(int slot)
            => options.Generation with { Seed = RowSeed.Combine(options.Generation.Seed ?? 0, _prompts[slot]) };

        /// <summary>Does something for a row; what goes wrong with it names the row.</summary>
        private T At<T>(int slot, Func<T> action)
        {
            try
            {
                return action();
            }
            catch (Exception e) when (e is ArgumentException or KeyNotFoundException)
            {
                throw new InvalidDataException($"Column '{options.InputColumnName}', row {_positions[slot]}: {e.Message}");
            }
        }

        public override Delegate?[] CreateGetters(Func<int> currentSlot)
        {
            ValueGetter<ReadOnlyMemory<char>> text = (ref ReadOnlyMemory<char> value) => value = _results[currentSlot()].Text.AsMemory();
            ValueGetter<ReadOnlyMemory<char>> reason = (ref ReadOnlyMemory<char> value) => value = _results[currentSlot()].FinishReason.ToString().AsMemory();
            ValueGetter<int> count = (ref int value) => value = _results[currentSlot()].TokenCount;
            Delegate[] getters = [text, reason, count];
            return [.. wanted.Select((isWanted, i) => isWanted ? getters[i] : null)];
        }
    }
}
