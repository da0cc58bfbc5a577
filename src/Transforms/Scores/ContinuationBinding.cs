using System.Text;
using LanguageModeling.Bridge;
using LanguageModeling.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling.Scores;

/// <summary>Scores continuations of rows of one input schema.</summary>
internal sealed class ContinuationBinding : BatchBinding
{
    private readonly TextLanguageModel _model;
    private readonly ScoreContinuationOptions _options;
    private readonly DataViewSchema.Column _context;
    private readonly DataViewSchema.Column _continuation;

    public ContinuationBinding(IExceptionContext context, TextLanguageModel model, ScoreContinuationOptions options, DataViewSchema inputSchema)
        : base(inputSchema, options.Batches)
    {
        _model = model;
        _options = options;
        _context = SchemaErrors.FindText(context, inputSchema, options.ContextColumnName);
        _continuation = SchemaErrors.FindText(context, inputSchema, options.ContinuationColumnName);
        Added = CreateColumns(options, model.Model.SpecialTokens);
    }

    public override IReadOnlyList<DataViewSchema.DetachedColumn> Added { get; }

    /// <summary>The columns that are added: those of scored tokens, and IsGreedy with ranks.</summary>
    public static IReadOnlyList<DataViewSchema.DetachedColumn> CreateColumns(ScoreContinuationOptions options, SpecialTokens special)
    {
        IReadOnlyList<DataViewSchema.DetachedColumn> scores = ScoreColumns.Create(
            new LanguageModelScoringOptions { OutputColumnPrefix = options.OutputColumnPrefix, TextColumnName = options.ContinuationColumnName, WithRanks = options.WithRanks },
            special);
        return options.WithRanks
            ? [.. scores, new DataViewSchema.DetachedColumn(options.OutputColumnPrefix + ScoreColumns.IsGreedy, BooleanDataViewType.Instance)]
            : scores;
    }

    public override IEnumerable<DataViewSchema.Column> GetDependencies(bool[] wanted) => [_context, _continuation];

    public override RowBatch CreateBatch(DataViewRow input, bool[] wanted, int capacity)
    {
        string[] names = [.. Added.Select((c, i) => wanted[i] ? c.Name[_options.OutputColumnPrefix.Length..] : "")];
        bool withRanks = names.Contains(ScoreColumns.TokenRanks) || names.Contains(ScoreColumns.IsGreedy);
        return new Batch(_model, _options, _options.Scoring with { WithRanks = withRanks }, input, (_context, _continuation), names, capacity);
    }

    private sealed class Batch(
        TextLanguageModel model,
        ScoreContinuationOptions options,
        ScoringOptions scoring,
        DataViewRow input,
        (DataViewSchema.Column Context, DataViewSchema.Column Continuation) columns,
        string[] names,
        int capacity) : RowBatch
    {
        private readonly ValueGetter<ReadOnlyMemory<char>> _context = input.GetGetter<ReadOnlyMemory<char>>(columns.Context);
        private readonly ValueGetter<ReadOnlyMemory<char>> _continuation = input.GetGetter<ReadOnlyMemory<char>>(columns.Continuation);
        private readonly (string Context, string Continuation, long Row)[] _rows = new (string, string, long)[capacity];
        private readonly SequenceScore[] _scores = new SequenceScore[capacity];

        public override void Read(int slot)
        {
            ReadOnlyMemory<char> before = default, after = default;
            _context(ref before);
            _continuation(ref after);
            _rows[slot] = (before.ToString(), after.ToString(), input.Position);
        }

        public override void Compute(int first, int count, CancellationToken cancellationToken)
        {
            ScoringRequest[] requests = [.. _rows[first..(first + count)].Select(row => ContinuationRequests.Create(
                model, row.Context, row.Continuation, scoring, Encoding.UTF8.GetByteCount(row.Continuation), (options.ContinuationColumnName, row.Row)))];
            ScoringRequest.ScoreAll(model.Model, requests, scoring.WithRanks, cancellationToken).CopyTo(_scores, first);
        }

        public override Delegate?[] CreateGetters(Func<int> currentSlot)
            => [.. names.Select(name => ScoreColumns.CreateGetter(name, () => _scores[currentSlot()], () => _scores[currentSlot()].ByteCount ?? 0))];
    }
}
