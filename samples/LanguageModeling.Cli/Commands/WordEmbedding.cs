using System.CommandLine;
using Microsoft.ML;

namespace LanguageModeling.Cli.Commands;

/// <summary>Vectors of lines made of word vectors, as <c>mlContext.LanguageModeling.Embed</c> makes them: its options, and the work.</summary>
internal sealed class WordEmbedding
{
    private readonly SplitterOption _splitter = new("--tokenizer", "words");
    private readonly Option<bool> _lowercase = new("--lowercase") { Description = "Word vectors: look words up in lower case." };
    private readonly Option<UnknownWordPolicy?> _unknown = new("--unknown")
    {
        Description = "Word vectors: what becomes of words without one: skip, zero, refuse, or subwords (their n-grams of characters). Default subwords where the vectors hold them, or else skip.",
        HelpName = "P",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        _splitter.AddTo(command);
        command.Add(_lowercase);
        command.Add(_unknown);
    }

    /// <summary>The name of an option that only word vectors take, if one is given.</summary>
    public string? FindGiven(ParseResult parsed)
        => Array.Find<Option>([_splitter.Rule, _lowercase, _unknown], option => parsed.GetResult(option) is { Implicit: false })?.Name;

    /// <summary>Embeds lines as they come; two of the kinds of pooling read all of them first, for the weights of their words.</summary>
    /// <param name="parsed">The options.</param>
    /// <param name="vectors">The vectors.</param>
    /// <param name="pooling">How those of a line's words become one.</param>
    /// <param name="mostWords">Most words of a line; null for all.</param>
    /// <param name="lines">The lines.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public IEnumerable<(string Line, float[] Vector)> Embed(
        ParseResult parsed, WordVectors vectors, EmbeddingPooling pooling, int? mostWords, IEnumerable<string> lines, CancellationToken cancellationToken)
    {
        if (mostWords < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(mostWords), mostWords, "MaximumTokens must be at least 1.");
        }

        TextSplitter splitter = _splitter.Read(parsed);
        bool lowercase = parsed.GetValue(_lowercase);
        var context = new MLContext();
        EmbedTokensEstimator estimator = context.LanguageModeling.Embed(vectors, new EmbedTokensOptions
        {
            OutputColumnName = nameof(EmbeddedRow.Vector),
            InputColumnName = nameof(WordRow.Words),
            Pooling = pooling,
            UnknownWords = parsed.GetValue(_unknown) ?? (vectors.HasSubwords ? UnknownWordPolicy.Subwords : UnknownWordPolicy.Skip),
            CancellationToken = cancellationToken,
        });
        if (pooling is EmbeddingPooling.SmoothInverseFrequency or EmbeddingPooling.InverseDocumentFrequency)
        {
            lines = [.. lines];
        }

        IDataView data = context.Data.LoadFromEnumerable(lines.Select(line => new WordRow { Line = line, Words = FindWords(line) }));
        return context.Data.CreateEnumerable<EmbeddedRow>(estimator.Fit(data).Transform(data), reuseRowObject: false).Select(row => (row.Line, row.Vector));

        string[] FindWords(string line)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string text = lowercase ? line.ToLowerInvariant() : line;
            var parts = new List<TextPart>();
            splitter.Split(text, parts);
            return [.. parts.Take(mostWords ?? int.MaxValue).Select(word => splitter.GetToken(text, word))];
        }
    }

    private sealed class WordRow
    {
        public string Line { get; set; } = "";

        public string[] Words { get; set; } = [];
    }

    private sealed class EmbeddedRow
    {
        public string Line { get; set; } = "";

        public float[] Vector { get; set; } = [];
    }
}
