using System.CommandLine;

namespace LanguageModeling.Cli.Commands;

/// <summary>The options of <c>lm ngram train</c>, named as those of KenLM's <c>lmplz</c> where it has them.</summary>
internal sealed class NgramSettings
{
    private static readonly NgramOptions Defaults = new();

    private static readonly Dictionary<string, NgramSmoothing> Smoothings = new(StringComparer.Ordinal)
    {
        ["mkn"] = NgramSmoothing.ModifiedKneserNey,
        ["mle"] = NgramSmoothing.MaximumLikelihood,
        ["add-k"] = NgramSmoothing.AddK,
        ["stupid-backoff"] = NgramSmoothing.StupidBackoff,
    };

    private readonly Option<int> _order = new("--order")
    {
        Description = "Longest n-gram, from 1 to 8.",
        DefaultValueFactory = _ => Defaults.Order,
        HelpName = "N",
    };

    private readonly Option<string> _smoothing = new("--smoothing")
    {
        Description = "mkn (modified Kneser-Ney), mle, add-k or stupid-backoff.",
        DefaultValueFactory = _ => "mkn",
    };

    private readonly Option<string> _tokenizer = new("--tokenizer")
    {
        Description = "How lines are split: whitespace (as lmplz does), words, characters or cjk.",
        DefaultValueFactory = _ => "whitespace",
    };

    private readonly Option<bool> _lowercase = new("--lowercase") { Description = "Put text in lower case first." };
    private readonly Option<double> _addK = new("--k")
    {
        Description = "add-k: what is added to every count.",
        DefaultValueFactory = _ => Defaults.AddK,
        HelpName = "K",
    };

    private readonly Option<double> _backoffFactor = new("--alpha")
    {
        Description = "stupid-backoff: the factor of each step back.",
        DefaultValueFactory = _ => Defaults.BackoffFactor,
        HelpName = "A",
    };

    private readonly Option<long[]> _prune = new("--prune")
    {
        Description = "Leave out n-grams seen at most this often, a number for each order, the last one for the higher ones too. After FILE.",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
        HelpName = "0 0 1",
    };

    private readonly Option<string?> _limitVocabulary = new("--limit-vocab-file")
    {
        Description = "Leave out n-grams with a word that is not in this file.",
        HelpName = "F",
    };

    private readonly Option<long> _vocabularyPad = new("--vocab-pad")
    {
        Description = "mkn: take the vocabulary to have at least this many words.",
        HelpName = "N",
    };

    private readonly Option<float[]> _discountFallback = new("--discount-fallback")
    {
        Description = "mkn: discounts for text too small to estimate them; without numbers 0.5 1 1.5. After FILE.",
        Arity = new ArgumentArity(0, 3),
        AllowMultipleArgumentsPerToken = true,
        HelpName = "D1 D2 D3",
    };

    private readonly Option<string> _interpolateUnigrams = new("--interpolate-unigrams")
    {
        Description = "mkn: mix single words with the uniform distribution.",
        DefaultValueFactory = _ => "true",
    };

    private readonly Option<bool> _skipSymbols = new("--skip-symbols") { Description = "Skip <s>, </s> and <unk> in the text instead of stopping at them." };

    public NgramSettings()
    {
        _smoothing.AcceptOnlyFromAmong([.. Smoothings.Keys]);
        _interpolateUnigrams.AcceptOnlyFromAmong("true", "false", "1", "0");
        _tokenizer.AcceptOnlyFromAmong("whitespace", "words", "characters", "cjk");
    }

    /// <summary>Adds all options to a command.</summary>
    public void AddTo(Command command)
    {
        Option[] options =
        [
            _order, _smoothing, _tokenizer, _lowercase, _addK, _backoffFactor, _prune, _limitVocabulary, _vocabularyPad, _discountFallback,
            _interpolateUnigrams, _skipSymbols,
        ];
        foreach (Option option in options)
        {
            command.Add(option);
        }
    }

    /// <summary>The options as given.</summary>
    public NgramOptions Read(ParseResult parsed) => new()
    {
        Order = parsed.GetValue(_order),
        Smoothing = Smoothings[parsed.GetValue(_smoothing)!],
        Splitter = TextSplitter.Parse(parsed.GetValue(_tokenizer)!),
        Lowercase = parsed.GetValue(_lowercase),
        AddK = parsed.GetValue(_addK),
        BackoffFactor = parsed.GetValue(_backoffFactor),
        PruningThresholds = parsed.GetValue(_prune) ?? [],
        LimitVocabulary = parsed.GetValue(_limitVocabulary) is { } path ? ReadWords(path) : null,
        VocabularyPad = parsed.GetValue(_vocabularyPad),
        DiscountFallback = parsed.GetResult(_discountFallback) is null ? null : ReadDiscounts(parsed),
        InterpolateUnigrams = parsed.GetValue(_interpolateUnigrams) is "true" or "1",
        SkipSymbols = parsed.GetValue(_skipSymbols),
    };

    private IReadOnlyList<float> ReadDiscounts(ParseResult parsed)
        => parsed.GetValue(_discountFallback) is { Length: > 0 } discounts ? discounts : NgramOptions.UsualDiscountFallback;

    private static HashSet<string> ReadWords(string path)
    {
        InputText.RequireFile(path);
        var words = new HashSet<string>(StringComparer.Ordinal);
        var parts = new List<TextPart>();
        foreach (string line in TextLines.Read(path))
        {
            parts.Clear();
            TextSplitter.Whitespace.Split(line, parts);
            words.UnionWith(parts.Select(part => TextSplitter.Whitespace.GetToken(line, part)));
        }

        return words;
    }
}
