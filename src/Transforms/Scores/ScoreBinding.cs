using LanguageModeling.Bridge;
using LanguageModeling.Tokens;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling.Scores;

/// <summary>Scores rows of one input schema.</summary>
internal sealed class ScoreBinding : BatchBinding
{
    private readonly ILanguageModel _model;
    private readonly LanguageModelScoringOptions _options;
    private readonly TokenColumn _tokens;
    private readonly DataViewSchema.Column? _text;

    public ScoreBinding(IExceptionContext context, ILanguageModel model, LanguageModelScoringOptions options, DataViewSchema inputSchema)
        : base(inputSchema, options.Batches)
    {
        _model = model;
        _options = options;
        _tokens = TokenColumn.Find(context, inputSchema, options.InputColumnName);
        if (_tokens.VocabularySize > model.VocabularySize)
        {
            throw SchemaErrors.WrongType(
                context,
                nameof(inputSchema),
                options.InputColumnName,
                $"tokens of a vocabulary of at most {model.VocabularySize}, the model's",
                $"a vocabulary of {_tokens.VocabularySize}. Encode the text with the vocabulary that the model was trained with");
        }

        if (options.TextColumnName is { } text)
        {
            _text = SchemaErrors.FindText(context, inputSchema, text);
        }

        Added = ScoreColumns.Create(options, model.SpecialTokens);
    }

    public override IReadOnlyList<DataViewSchema.DetachedColumn> Added { get; }

    public override IEnumerable<DataViewSchema.Column> GetDependencies(bool[] wanted)
        => NeedsText(wanted) ? [_tokens.Column, _text!.Value] : [_tokens.Column];

    public override RowBatch CreateBatch(DataViewRow input, bool[] wanted, int capacity)
    {
        ValueGetter<ReadOnlyMemory<char>>? text = NeedsText(wanted) ? input.GetGetter<ReadOnlyMemory<char>>(_text!.Value) : null;
        Func<int[]> ids = _tokens.CreateReader(input, _model.VocabularySize, _model.SpecialTokens.Unknown);
        string[] names = [.. Added.Select((c, i) => wanted[i] ? c.Name[_options.OutputColumnPrefix.Length..] : "")];
        return new ScoreBatch(_model, _options, input, ids, text, names, capacity);
    }

    private bool NeedsText(bool[] wanted)
        => _text is not null
        && Added.Where((_, i) => wanted[i]).Any(c => c.Name[_options.OutputColumnPrefix.Length..] is ScoreColumns.BitsPerByte or ScoreColumns.ByteCount);
}
