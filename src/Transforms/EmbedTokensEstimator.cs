using LanguageModeling.Bridge;
using LanguageModeling.Embeddings;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling;

/// <summary>
/// Puts word vectors in the place of words. Reads the data it is fitted on only for weights: twice for smooth inverse frequency with removal of
/// the common component, once for it without and for inverse document frequency, else not. Made by <c>mlContext.LanguageModeling.Embed</c>.
/// </summary>
public sealed class EmbedTokensEstimator : IEstimator<EmbedTokensTransformer>
{
    private readonly IHost _host;
    private readonly WordVectors _vectors;
    private readonly EmbedTokensOptions _options;

    internal EmbedTokensEstimator(IHostEnvironment environment, WordVectors vectors, EmbedTokensOptions options)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        options.FindUnknownWord(vectors);
        _host = environment.Register(nameof(EmbedTokensEstimator));
        _vectors = vectors;
        _options = options;
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return Promise(_host, inputSchema, _options);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">A row has an id outside its vocabulary, or an unknown word where these are refused.</exception>
    public EmbedTokensTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        WordColumn column = WordColumn.Find(_host, input.Schema, _options, _vectors);
        PoolingWeights? weights = null;
        if (_options.Pooling is EmbeddingPooling.SmoothInverseFrequency or EmbeddingPooling.InverseDocumentFrequency)
        {
            using IChannel channel = _host.Start("Weigh words");
            weights = _options.Pooling == EmbeddingPooling.InverseDocumentFrequency ? DocumentFrequencies(input, column) : WordFrequencies(input, column);
        }

        return new EmbedTokensTransformer(_host, _vectors, _options, weights);
    }

    internal static SchemaShape Promise(IHost host, SchemaShape inputSchema, EmbedTokensOptions options)
    {
        WordColumn.Check(host, inputSchema, options);
        Dictionary<string, SchemaShape.Column> columns = inputSchema.ToDictionary(c => c.Name);
        columns[options.OutputColumnName] = EmbeddingColumn.Promise(options.OutputColumnName, options.Pooling != EmbeddingPooling.None);
        if (options.UnknownCountColumnName is { } count)
        {
            columns[count] = MlNet.Column(count, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Int32);
        }

        return new SchemaShape(columns.Values);
    }

    private PoolingWeights DocumentFrequencies(IDataView input, WordColumn column)
    {
        long total = 0;
        var rowsWith = new long[_vectors.Count];
        foreach (int[] row in ReadRows(input, column))
        {
            total++;
            foreach (int word in row.Distinct().Where(IsKnown))
            {
                rowsWith[word]++;
            }
        }

        return new PoolingWeights([.. rowsWith.Select(Weight)], Weight(0), []);

        float Weight(long n) => (float)(Math.Log((1.0 + total) / (1.0 + n)) + 1);
    }

    private PoolingWeights WordFrequencies(IDataView input, WordColumn column)
    {
        long total = 0;
        var counts = new long[_vectors.Count];
        foreach (int[] row in ReadRows(input, column))
        {
            total += row.Length;
            foreach (int word in row.Where(IsKnown))
            {
                counts[word]++;
            }
        }

        double a = _options.FrequencySmoothing;
        var weights = new PoolingWeights([.. counts.Select(count => (float)(a / (a + ((double)count / Math.Max(1, total)))))], 1, []);
        return _options.RemoveCommonComponent ? weights with { Common = FindCommonComponent(input, column, weights) } : weights;
    }

    private float[] FindCommonComponent(IDataView input, WordColumn column, PoolingWeights weights)
    {
        var component = new CommonComponent(_vectors.Dimension);
        var policy = new UnknownWords(_options, _vectors);
        var mean = new float[_vectors.Dimension];
        using DataViewRowCursor cursor = input.GetRowCursor([column.Column]);
        Func<int[]> reader = column.CreateReader(cursor, out EmbeddedWords words);
        var pooling = new WordPooling(words, _options.Pooling, weights);
        while (cursor.MoveNext())
        {
            MlNet.CheckAlive(_host, cursor.Position, _options.CancellationToken);
            pooling.Pool(policy.Apply(reader(), cursor.Position), mean);
            component.Add(mean);
        }

        return component.Find();
    }

    private bool IsKnown(int word) => (uint)word < (uint)_vectors.Count;

    private IEnumerable<int[]> ReadRows(IDataView input, WordColumn column)
        => ColumnRows.Read(_host, input, column.Column, row => column.CreateReader(row, out _), _options.CancellationToken);
}
