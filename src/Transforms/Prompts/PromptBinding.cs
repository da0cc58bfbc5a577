using LanguageModeling.Bridge;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling.Prompts;

/// <summary>Writes the prompts of rows of one input schema.</summary>
internal sealed class PromptBinding : RowBinding
{
    private readonly FormatPromptOptions _options;
    private readonly DataViewSchema.Column[] _inputs;
    private readonly DataViewSchema.Column[] _outputs;

    public PromptBinding(IExceptionContext context, FormatPromptOptions options, DataViewSchema inputSchema)
        : base(inputSchema)
    {
        _options = options;
        _inputs = [.. options.Prompt.Input.Variables.Select(name => ValueColumn.Find(context, inputSchema, name))];
        _outputs = options.AnswerColumnName is null ? [] : [.. options.Prompt.Output!.Variables.Select(name => ValueColumn.Find(context, inputSchema, name))];
        Added = CreateColumns(options);
    }

    public override IReadOnlyList<DataViewSchema.DetachedColumn> Added { get; }

    /// <summary>The columns that are added.</summary>
    public static IReadOnlyList<DataViewSchema.DetachedColumn> CreateColumns(FormatPromptOptions options)
    {
        var prompt = new DataViewSchema.DetachedColumn(options.OutputColumnName, TextDataViewType.Instance);
        return options.AnswerColumnName is { } answer ? [prompt, new DataViewSchema.DetachedColumn(answer, TextDataViewType.Instance)] : [prompt];
    }

    /// <summary>Names the row in what a template complains of.</summary>
    public static T OnRow<T>(DataViewRow row, Func<T> render)
    {
        try
        {
            return render();
        }
        catch (Exception e) when (e is ArgumentException or InvalidDataException or InvalidOperationException)
        {
            throw new InvalidDataException($"Row {row.Position}: {e.Message}", e);
        }
    }

    public override IEnumerable<DataViewSchema.Column> GetDependencies(bool[] wanted)
        => [.. wanted[0] ? _inputs : [], .. wanted.Length > 1 && wanted[1] ? _outputs : []];

    public override Delegate?[] CreateGetters(DataViewRow input, bool[] wanted)
    {
        FewShotPrompt prompt = _options.Prompt;
        return [.. wanted.Select((isWanted, i) => !isWanted ? null : i == 0 ? Create(_inputs, prompt.Render) : Create(_outputs, prompt.RenderOutput))];

        Delegate Create(DataViewSchema.Column[] columns, Func<IReadOnlyDictionary<string, object?>, CancellationToken, string> render)
        {
            Func<Dictionary<string, object?>> read = ValueColumn.CreateReader(input, columns);
            ValueGetter<ReadOnlyMemory<char>> getter = (ref ReadOnlyMemory<char> value)
                => value = OnRow(input, () => render(read(), _options.CancellationToken)).AsMemory();
            return getter;
        }
    }
}
