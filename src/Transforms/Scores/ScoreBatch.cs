using System.Text;
using LanguageModeling.Bridge;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LanguageModeling.Scores;

/// <summary>Token ids of some rows, and their scores.</summary>
internal sealed class ScoreBatch : RowBatch
{
    private readonly ILanguageModel _model;
    private readonly LanguageModelScoringOptions _options;
    private readonly ScoringOptions _scoring;
    private readonly DataViewRow _input;
    private readonly Func<int[]> _ids;
    private readonly ValueGetter<ReadOnlyMemory<char>>? _text;
    private readonly string[] _columns; // names without prefix; empty for unwanted ones
    private readonly ReadOnlyMemory<int>[] _rows;
    private readonly long[] _byteCounts;
    private readonly SequenceScore[] _scores;

    public ScoreBatch(
        ILanguageModel model,
        LanguageModelScoringOptions options,
        DataViewRow input,
        Func<int[]> ids,
        ValueGetter<ReadOnlyMemory<char>>? text,
        string[] columns,
        int capacity)
    {
        _model = model;
        _options = options;
        _scoring = new ScoringOptions
        {
            AddBeginningOfSequence = options.AddBeginningOfSequence,
            AddEndOfSequence = options.AddEndOfSequence,
            WithRanks = columns.Contains(ScoreColumns.TokenRanks),
        };
        _input = input;
        _ids = ids;
        _text = text;
        _columns = columns;
        _rows = new ReadOnlyMemory<int>[capacity];
        _byteCounts = new long[capacity];
        _scores = new SequenceScore[capacity];
    }

    public override void Read(int slot)
    {
        int[] ids = _ids();
        CheckLength(ids);
        _rows[slot] = ids;
        if (_text is not null)
        {
            ReadOnlyMemory<char> text = default;
            _text(ref text);
            _byteCounts[slot] = Encoding.UTF8.GetByteCount(text.Span);
        }
    }

    public override void Compute(int first, int count, CancellationToken cancellationToken)
    {
        IReadOnlyList<SequenceScore> scores = _model.ScoreMany(_rows[first..(first + count)], _scoring, cancellationToken);
        for (int i = 0; i < count; i++)
        {
            _scores[first + i] = scores[i];
        }
    }

    public override Delegate?[] CreateGetters(Func<int> currentSlot)
        => [.. _columns.Select(column => ScoreColumns.CreateGetter(column, () => _scores[currentSlot()], () => _byteCounts[currentSlot()]))];

    private void CheckLength(int[] ids)
    {
        if (_model.MaximumContextLength is not { } most)
        {
            return;
        }

        SpecialTokens special = _model.SpecialTokens;
        bool begins = _options.AddBeginningOfSequence && special.BeginningOfSequence is { } bos && (ids.Length == 0 || ids[0] != bos);
        bool ends = _options.AddEndOfSequence && special.EndOfSequence is { } eos && (ids.Length == 0 || ids[^1] != eos);
        int context = ids.Length + (begins ? 1 : 0) + (ends ? 1 : 0) - 1; // the last token is scored, not context
        if (context > most)
        {
            throw new InvalidDataException(
                $"Column '{_options.InputColumnName}', row {_input.Position}: {ids.Length} tokens need a context of {context}, "
                + $"but the model holds at most {most}. "
                + "Cut the rows with EncodeTokens' MaximumTokens, or into windows with TokenWindows.");
        }
    }
}
