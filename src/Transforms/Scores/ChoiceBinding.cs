using System.Globalization;
using System.Text;
using LanguageModeling.Bridge;
using LanguageModeling.Prompts;
using LanguageModeling.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling.Scores;

/// <summary>Ranks the choices of rows of one input schema.</summary>
internal sealed class ChoiceBinding : BatchBinding
{
    private const string ExpectedChoices = "a vector of text";
    private const string ExpectedAnswer = "text, a whole number, a Boolean or a key";

    private readonly TextLanguageModel _model;
    private readonly RankChoicesOptions _options;
    private readonly DataViewSchema.Column _context;
    private readonly DataViewSchema.Column? _choices;
    private readonly DataViewSchema.Column? _answer;

    public ChoiceBinding(IExceptionContext context, TextLanguageModel model, RankChoicesOptions options, DataViewSchema inputSchema)
        : base(inputSchema, options.Batches)
    {
        _model = model;
        _options = options;
        _context = SchemaErrors.FindText(context, inputSchema, options.ContextColumnName);
        _choices = options.Choices is null ? Find(options.ChoicesColumnName, type => type is VectorDataViewType { ItemType: TextDataViewType }, ExpectedChoices) : null;
        _answer = options.AnswerColumnName is { } answer ? Find(answer, IsAnswer, ExpectedAnswer) : null;
        Added = ChoiceColumns.Create(options, options.Choices?.Count ?? (_choices!.Value.Type as VectorDataViewType)!.Size);

        DataViewSchema.Column Find(string name, Func<DataViewType, bool> fits, string expected)
        {
            DataViewSchema.Column column = inputSchema.GetColumnOrNull(name) ?? throw SchemaErrors.MissingColumn(context, nameof(inputSchema), name);
            return fits(column.Type) ? column : throw SchemaErrors.WrongType(context, nameof(inputSchema), name, expected, column.Type.ToString()!);
        }
    }

    public override IReadOnlyList<DataViewSchema.DetachedColumn> Added { get; }

    /// <summary>The columns that an estimator promises.</summary>
    public static SchemaShape Promise(IExceptionContext context, SchemaShape inputSchema, RankChoicesOptions options)
    {
        Dictionary<string, SchemaShape.Column> columns = inputSchema.ToDictionary(c => c.Name);
        SchemaErrors.CheckText(context, columns, options.ContextColumnName);
        SchemaShape.Column.VectorKind kind = SchemaShape.Column.VectorKind.Vector;
        if (options.Choices is null)
        {
            kind = Require(options.ChoicesColumnName, c => c.Kind != SchemaShape.Column.VectorKind.Scalar && c.ItemType is TextDataViewType, ExpectedChoices).Kind;
        }

        if (options.AnswerColumnName is { } answer)
        {
            Require(answer, c => c.Kind == SchemaShape.Column.VectorKind.Scalar && (c.IsKey || IsAnswer(c.ItemType)), ExpectedAnswer);
        }

        foreach (DataViewSchema.DetachedColumn column in ChoiceColumns.Create(options, choiceCount: 0))
        {
            columns[column.Name] = column.Type is VectorDataViewType vector
                ? MlNet.Column(column.Name, kind, vector.ItemType)
                : MlNet.Column(column.Name, SchemaShape.Column.VectorKind.Scalar, column.Type);
        }

        return new SchemaShape(columns.Values);

        SchemaShape.Column Require(string name, Func<SchemaShape.Column, bool> fits, string expected)
            => !columns.TryGetValue(name, out SchemaShape.Column column) ? throw SchemaErrors.MissingColumn(context, nameof(inputSchema), name)
                : fits(column) ? column
                : throw SchemaErrors.WrongType(context, nameof(inputSchema), name, expected, $"{column.Kind} of {column.ItemType}");
    }

    public override IEnumerable<DataViewSchema.Column> GetDependencies(bool[] wanted)
    {
        DataViewSchema.Column?[] needed = [_context, _choices, wanted[^1] ? _answer : null]; // AnswerIndex is the last column
        return needed.OfType<DataViewSchema.Column>();
    }

    public override RowBatch CreateBatch(DataViewRow input, bool[] wanted, int capacity)
        => new Batch(this, input, [.. Added.Select((c, i) => wanted[i] ? c.Name[_options.OutputColumnPrefix.Length..] : "")], capacity);

    private static bool IsAnswer(DataViewType type)
        => type is TextDataViewType or BooleanDataViewType or KeyDataViewType
            || (type is NumberDataViewType number && number.RawType != typeof(float) && number.RawType != typeof(double));

    private sealed class Batch(ChoiceBinding parent, DataViewRow input, string[] names, int capacity) : RowBatch
    {
        private readonly RankChoicesOptions _options = parent._options;
        private readonly ValueGetter<ReadOnlyMemory<char>> _context = input.GetGetter<ReadOnlyMemory<char>>(parent._context);
        private readonly Func<ReadOnlyMemory<char>[]>? _choices = parent._choices is { } column ? VectorColumn.CreateReader<ReadOnlyMemory<char>>(input, column) : null;
        private readonly Func<object>? _answer =
            parent._answer is { } column && names.Contains(ChoiceColumns.AnswerIndex) ? ValueColumn.CreateReader(input, column) : null;
        private readonly (string Context, IReadOnlyList<string> Choices, int Answer, long Row)[] _rows = new (string, IReadOnlyList<string>, int, long)[capacity];
        private readonly ChoiceScore[][] _scores = new ChoiceScore[capacity][];

        public override void Read(int slot)
        {
            ReadOnlyMemory<char> context = default;
            _context(ref context);
            IReadOnlyList<string> choices = _options.Choices ?? [.. _choices!().Select(choice => choice.ToString())];
            if (choices.Count == 0)
            {
                throw new InvalidDataException($"Column '{_options.ChoicesColumnName}', row {input.Position}: there are no choices. Leave such rows out.");
            }

            _rows[slot] = (context.ToString(), choices, _answer is null ? -1 : ReadAnswer(choices), input.Position);
        }

        public override void Compute(int first, int count, CancellationToken cancellationToken)
        {
            var requests = new List<ScoringRequest>();
            foreach ((string context, IReadOnlyList<string> choices, _, long row) in _rows.AsSpan(first, count))
            {
                requests.AddRange(choices.Select(choice => Request(context, choice, row)));
            }

            SequenceScore[] scores = ScoringRequest.ScoreAll(parent._model.Model, requests, withRanks: false, cancellationToken);
            int next = 0;
            for (int slot = first; slot < first + count; slot++)
            {
                IReadOnlyList<string> choices = _rows[slot].Choices;
                _scores[slot] = [.. ChoiceRanking.Rank(scores[next..(next + choices.Count)], choices).OrderBy(choice => choice.Index)];
                next += choices.Count;
            }
        }

        public override Delegate?[] CreateGetters(Func<int> currentSlot)
            => [.. names.Select(name => ChoiceColumns.CreateGetter(name, () => _scores[currentSlot()], () => _rows[currentSlot()].Answer))];

        private ScoringRequest Request(string context, string choice, long row)
        {
            string column = _options.Choices is null ? _options.ChoicesColumnName : _options.ContextColumnName;
            ScoringRequest request = ContinuationRequests.Create(
                parent._model, context, _options.OutputSeparator + choice, _options.Scoring, Encoding.UTF8.GetByteCount(choice), (column, row));
            return !request.Tokens.IsEmpty ? request
                : throw new InvalidDataException($"Column '{column}', row {row}: the choice \"{choice}\" has no tokens, and so nothing to score. Leave it out.");
        }

        private int ReadAnswer(IReadOnlyList<string> choices)
        {
            object value = _answer!();
            long index = value switch
            {
                ReadOnlyMemory<char> text => choices.ToList().IndexOf(text.ToString()),
                bool isTrue => isTrue ? 1 : 0,
                ulong big => big > int.MaxValue ? -1 : (long)big,
                _ => Convert.ToInt64(value, CultureInfo.InvariantCulture),
            };
            index -= parent._answer!.Value.Type is KeyDataViewType ? 1 : 0;
            return index >= 0 && index < choices.Count ? (int)index
                : throw new InvalidDataException(
                    $"Column '{_options.AnswerColumnName}', row {input.Position}: {value} is none of the {choices.Count} choices. Give an index from 0, a key from 1, or the text of a choice.");
        }
    }
}
