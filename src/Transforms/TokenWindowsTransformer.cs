using LanguageModeling.Bridge;
using LanguageModeling.Persistence;
using LanguageModeling.Windows;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling;

/// <summary>Cuts rows of tokens into windows: one input row gives any number of rows, each with the other columns of its input row.</summary>
/// <remarks>
/// Because rows multiply it is no row-to-row mapper, and prediction engines cannot use it. Immutable and safe for use by many threads at once.
/// </remarks>
public sealed class TokenWindowsTransformer : ITransformer, ILoadable<TokenWindowsTransformer>
{
    internal const string LoaderName = "LanguageModelingWindows";

    private readonly IHost _host;
    private readonly TokenWindowsOptions _options;

    internal TokenWindowsTransformer(IHostEnvironment environment, TokenWindowsOptions options)
    {
        _host = environment.Register(nameof(TokenWindowsTransformer));
        _options = options;
    }

    static ModelHeader ILoadable<TokenWindowsTransformer>.Header => new("LMWINDOW", LoaderName);

    bool ITransformer.IsRowToRowMapper => false;

    static TokenWindowsTransformer ILoadable<TokenWindowsTransformer>.Load(IHostEnvironment environment, ModelReader reader)
    {
        BinaryReader values = reader.Values;
        var options = new TokenWindowsOptions
        {
            OutputColumnName = values.ReadString(),
            InputColumnName = values.ReadString(),
            TargetColumnName = values.ReadOptional(),
            Rows = (TokenWindowRows)values.ReadInt32(),
            Length = values.ReadInt32(),
            Stride = values.ReadInt32() is var stride && stride != 0 ? stride : null,
            Ends = (TokenWindowEnds)values.ReadInt32(),
            RandomCount = values.ReadInt32() is var count && count != 0 ? count : null,
            Seed = values.ReadInt32(),
        };
        try
        {
            options.Validate();
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"The saved settings of TokenWindows cannot be: {e.Message} The model file is damaged; save it again.");
        }

        return new TokenWindowsTransformer(environment, options);
    }

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new RowMapper(new WindowBinding(_host, _options, inputSchema)).OutputSchema;
    }

    /// <inheritdoc/>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new WindowView(input, new WindowBinding(_host, _options, input.Schema), _options);
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
        => throw _host.Process(new InvalidOperationException(
            "TokenWindows makes several rows of one and is no row-to-row mapper. Use Transform; in a prediction engine, use a pipeline without it."));

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ModelWriter writer = ModelWriter.Begin<TokenWindowsTransformer>(ctx);
        BinaryWriter values = writer.Values;
        values.Write(_options.OutputColumnName);
        values.Write(_options.InputColumnName);
        values.WriteOptional(_options.TargetColumnName);
        values.Write((int)_options.Rows);
        values.Write(_options.Length);
        values.Write(_options.Stride ?? 0);
        values.Write((int)_options.Ends);
        values.Write(_options.RandomCount ?? 0);
        values.Write(_options.Seed);
    }
}
