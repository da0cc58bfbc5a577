using LanguageModeling.Cli.Terminal;

namespace LanguageModeling.Cli.Commands;

/// <summary>The scores of a text in the form of KenLM's <c>query</c>, to the byte: <c>word=id length log10</c> for each word, totals, perplexities.</summary>
/// <param name="model">The model.</param>
/// <param name="writer">Where to print.</param>
/// <remarks>
/// As there, sums over a sentence are 32-bit; a last line without line feed gets no <c>&lt;/s&gt;</c> and no total, and of it only the
/// number of its words and the scores of unknown ones go into the summary. Only <c>&lt;s&gt;</c> inside a line differs: this library gives it
/// no probability.
/// </remarks>
internal sealed class NgramQuery(NgramLanguageModel model, TextWriter writer)
{
    private const double Ln10 = 2.302585092994046;
    private const string WhiteSpace = " \t\n\v\f\r"; // C's isspace, which also splits at VT and FF

    private NgramContext _context;
    private readonly List<TextPart> _parts = [];
    private float _total; // of the sentence
    private long _unknown; // of the sentence
    private double _corpusTotal;
    private double _corpusUnknownTotal;
    private long _corpusUnknown;
    private long _corpusTokens;

    /// <summary>Whether a line begins with &lt;s&gt; and ends with &lt;/s&gt;.</summary>
    public bool SentenceBoundaries { get; init; }

    /// <summary>Whether each word is printed.</summary>
    public bool PrintWords { get; init; }

    /// <summary>Whether the total of each line is printed.</summary>
    public bool PrintSentences { get; init; }

    /// <summary>Whether the perplexities are printed.</summary>
    public bool PrintSummary { get; init; }

    /// <summary>Scores a text to its end and prints.</summary>
    /// <param name="text">UTF-8, plain or gzip.</param>
    /// <param name="reading">How it is read.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public void Run(Stream text, TextReadingOptions reading, CancellationToken cancellationToken)
    {
        using var watched = new LastByteStream(text);
        string? previous = null;
        foreach (string line in TextLines.Read(watched, reading))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (previous is not null)
            {
                ScoreWords(previous);
                EndLine();
            }

            previous = line;
        }

        if (previous is not null)
        {
            ScoreWords(previous);
            if (watched.LastByte == '\n')
            {
                EndLine();
            }
        }

        if (PrintSummary)
        {
            WriteSummary();
        }
    }

    private void ScoreWords(string line)
    {
        _total = 0;
        _unknown = 0;
        _context = SentenceBoundaries && model.SpecialTokens.BeginningOfSequence is { } beginning ? model.GetContext([beginning]) : default;

        foreach (string word in Split(model.Lowercase ? line.ToLowerInvariant() : line))
        {
            int id = model.Vocabulary.GetId(word);
            float log10 = Score(word, id);
            if (id == model.SpecialTokens.Unknown)
            {
                _unknown++;
                _corpusUnknownTotal += log10;
            }
        }
    }

    private void EndLine()
    {
        if (SentenceBoundaries && model.SpecialTokens.EndOfSequence is { } end)
        {
            Score(model.Vocabulary[end], end);
        }

        if (PrintSentences)
        {
            writer.Write($"Total: {ShortestNumber.Format(_total)} OOV: {_unknown}\n");
        }

        _corpusTotal += _total;
        _corpusUnknown += _unknown;
    }

    private float Score(string word, int id)
    {
        NgramScore score = model.Score(_context, id, out _context);
        float log10 = (float)(score.LogProbability / Ln10); // gives back the 32-bit number that the model holds
        _total += log10;
        _corpusTokens++;
        if (PrintWords)
        {
            writer.Write($"{word}={id} {score.MatchedLength} {ShortestNumber.Format(log10)}\t");
        }

        return log10;
    }

    private void WriteSummary()
    {
        double including = Math.Pow(10, -(_corpusTotal / _corpusTokens));
        double excluding = Math.Pow(10, -((_corpusTotal - _corpusUnknownTotal) / (_corpusTokens - _corpusUnknown)));
        writer.Write($"Perplexity including OOVs:\t{ShortestNumber.Format(including)}\n");
        writer.Write($"Perplexity excluding OOVs:\t{ShortestNumber.Format(excluding)}\n");
        writer.Write($"OOVs:\t{_corpusUnknown}\n");
        writer.Write($"Tokens:\t{_corpusTokens}\n");
    }

    /// <summary>The words of a line: by the rule of the model, but where that is white space, by white space as <c>query</c> sees it.</summary>
    private IEnumerable<string> Split(string line)
    {
        if (model.Splitter == TextSplitter.Whitespace)
        {
            return line.Split(WhiteSpace.ToCharArray(), StringSplitOptions.RemoveEmptyEntries);
        }

        _parts.Clear();
        model.Splitter.Split(line, _parts);
        return _parts.Select(part => model.Splitter.GetToken(line, part));
    }
}
