using LanguageModeling.Bridge;
using LanguageModeling.Tokens;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling.Windows;

/// <summary>The columns of windows and targets, over the repeated rows of a <see cref="WindowCursor"/>.</summary>
internal sealed class WindowBinding : RowBinding
{
    private readonly TokenWindowsOptions _options;

    public WindowBinding(IExceptionContext context, TokenWindowsOptions options, DataViewSchema inputSchema)
        : base(inputSchema)
    {
        _options = options;
        TokenColumn tokens = TokenColumn.Find(context, inputSchema, options.InputColumnName);
        Tokens = tokens.Column;
        Padding = FindPadding(context, tokens);
        PrimitiveDataViewType item = ((VectorDataViewType)Tokens.Type).ItemType;
        DataViewSchema.Annotations annotations = CopyAnnotations();
        DataViewType vector = options.Ends == TokenWindowEnds.Keep ? new VectorDataViewType(item) : new VectorDataViewType(item, options.Length);
        var windows = new DataViewSchema.DetachedColumn(options.OutputColumnName, vector, annotations);
        DataViewType target = options.Rows == TokenWindowRows.Prediction ? item : vector;
        Added = options.Target is { } name ? [windows, new DataViewSchema.DetachedColumn(name, target, annotations)] : [windows];
    }

    /// <summary>The column with the tokens.</summary>
    public DataViewSchema.Column Tokens { get; }

    /// <summary>What fills up windows, as it stands in the column.</summary>
    public int Padding { get; }

    public override IReadOnlyList<DataViewSchema.DetachedColumn> Added { get; }

    public override IEnumerable<DataViewSchema.Column> GetDependencies(bool[] wanted) => [Tokens];

    public override Delegate?[] CreateGetters(DataViewRow input, bool[] wanted)
    {
        var cursor = (WindowCursor)input;
        var getters = new Delegate?[wanted.Length];
        getters[0] = wanted[0] ? cursor.Tokens.CreateWindowGetter(_options, cursor.Current) : null;
        if (wanted.Length > 1 && wanted[1])
        {
            getters[1] = cursor.Tokens.CreateTargetGetter(_options, cursor.Current);
        }

        return getters;
    }

    private int FindPadding(IExceptionContext context, TokenColumn tokens)
    {
        int? padding = tokens.GetSpecialTokens()?.Padding;
        if (_options.Ends != TokenWindowEnds.Pad || tokens.IsKey)
        {
            return padding + 1 ?? 0; // a key, the missing one if there is no padding token; of no account when nothing is padded
        }

        return padding ?? throw SchemaErrors.WrongType(
            context,
            "inputSchema",
            _options.InputColumnName,
            "tokens with a padding token, which Ends = Pad needs; name one in the PaddingToken of the vocabulary's or tokenizer's options",
            "tokens without one");
    }

    // Shared with the input: what its ids mean is what the windows' ids mean.
    private DataViewSchema.Annotations CopyAnnotations()
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(Tokens.Annotations, TokenAnnotations.IsKnown);
        return builder.ToAnnotations();
    }
}
