using System.CommandLine;

namespace LanguageModeling.Cli.Commands;

/// <summary>The options of <c>lm ngram train</c>, named as those of KenLM's <c>lmplz</c> where it has them.</summary>
internal sealed class NgramSettings
{
    private static readonly NgramOptions Defaults = new();

    private static readonly Dictionary<string, NgramSmoothing> Smoothings = new(StringComparer.Ordinal)
    {
        ["mkn"] = NgramSmoothing.ModifiedKneserNey,
        ["kn"] = NgramSmoothing.KneserNey,
        ["absolute"] = NgramSmoothing.AbsoluteDiscounting,
        ["witten-bell"] = NgramSmoothing.WittenBell,
        ["witten-bell-backoff"] = NgramSmoothing.WittenBellBackoff,
        ["katz"] = NgramSmoothing.Katz,
        ["jelinek-mercer"] = NgramSmoothing.JelinekMercer,
        ["mle"] = NgramSmoothing.MaximumLikelihood,
        ["add-k"] = NgramSmoothing.AddK,
        ["stupid-backoff"] = NgramSmoothing.StupidBackoff,
    };

    private readonly Option<int> _order = new("--order")
    {
        Description = "Longest n-gram, from 1 to 16.",
        DefaultValueFactory = _ => Defaults.Order,
        HelpName = "N",
    };

    private readonly Option<string> _smoothing = new("--smoothing")
    {
        Description = "mkn (modified Kneser-Ney), kn, absolute, witten-bell, witten-bell-backoff, katz, jelinek-mercer, mle, add-k or stupid-backoff.",
        DefaultValueFactory = _ => "mkn",
    };

    private readonly SplitterOption _tokenizer = new("--tokenizer", "whitespace");

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

    private readonly Option<string?> _heldOut = new("--held-out")
    {
        Description = "jelinek-mercer: text on which the weights are estimated; without it, a part of the text itself.",
        HelpName = "F",
    };

    private readonly Option<int> _heldOutInterval = new("--held-out-interval")
    {
        Description = "jelinek-mercer: hold out every so many-th line of the text for the weights.",
        DefaultValueFactory = _ => Defaults.HeldOutInterval,
        HelpName = "N",
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
        Description = "mkn, kn, absolute, katz: discounts for text too small to estimate them; without numbers 0.5 1 1.5. After FILE.",
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

    private readonly Option<long?> _memory = MemorySize.CreateOption();
    private readonly Option<string?> _temp = MemorySize.CreateFolderOption();

    public NgramSettings()
    {
        _smoothing.AcceptOnlyFromAmong([.. Smoothings.Keys]);
        _interpolateUnigrams.AcceptOnlyFromAmong("true", "false", "1", "0");
    }

    /// <summary>Adds all options to a command.</summary>
    public void AddTo(Command command)
    {
        Option[] options =
        [
            _order, _smoothing, _lowercase, _addK, _backoffFactor, _heldOut, _heldOutInterval, _prune, _limitVocabulary,
            _vocabularyPad, _discountFallback, _interpolateUnigrams, _skipSymbols, _memory, _temp,
        ];
        foreach (Option option in options)
        {
            command.Add(option);
        }

        _tokenizer.AddTo(command);
    }

    /// <summary>The options as given.</summary>
    public NgramOptions Read(ParseResult parsed)
    {
        TextSplitter splitter = _tokenizer.Read(parsed);
        bool lowercase = parsed.GetValue(_lowercase);
        return new NgramOptions
        {
            Order = parsed.GetValue(_order),
            Smoothing = Smoothings[parsed.GetValue(_smoothing)!],
            Splitter = splitter,
            Lowercase = lowercase,
            AddK = parsed.GetValue(_addK),
            BackoffFactor = parsed.GetValue(_backoffFactor),
            HeldOutSentences = parsed.GetValue(_heldOut) is { } heldOut ? [.. ReadSentences(heldOut, splitter, lowercase)] : null,
            HeldOutInterval = parsed.GetValue(_heldOutInterval),
            PruningThresholds = parsed.GetValue(_prune) ?? [],
            LimitVocabulary = parsed.GetValue(_limitVocabulary) is { } path
                ? ReadSentences(path, TextSplitter.Whitespace, lowercase: false).SelectMany(words => words).ToHashSet(StringComparer.Ordinal)
                : null,
            VocabularyPad = parsed.GetValue(_vocabularyPad),
            DiscountFallback = parsed.GetResult(_discountFallback) is null ? null : ReadDiscounts(parsed),
            InterpolateUnigrams = parsed.GetValue(_interpolateUnigrams) is "true" or "1",
            SkipSymbols = parsed.GetValue(_skipSymbols),
            MemoryLimit = parsed.GetValue(_memory),
            TemporaryFolder = parsed.GetValue(_temp),
        };
    }

    /// <summary>How text is read: as lmplz does, which takes a byte order mark as part of the first word, when it is split as lmplz does.</summary>
    /// <param name="options">How it is split.</param>
    /// <param name="replaceInvalid">Whether bytes that are not UTF-8 are replaced.</param>
    public static TextReadingOptions GetReading(NgramOptions options, bool replaceInvalid)
        => new() { ReplaceInvalid = replaceInvalid, KeepByteOrderMark = options.Splitter == TextSplitter.Whitespace };

    private IReadOnlyList<float> ReadDiscounts(ParseResult parsed)
        => parsed.GetValue(_discountFallback) is { Length: > 0 } discounts ? discounts : NgramOptions.UsualDiscountFallback;

    /// <summary>The tokens of each line.</summary>
    private static IEnumerable<string[]> ReadSentences(string path, TextSplitter splitter, bool lowercase)
    {
        InputText.RequireFile(path);
        var parts = new List<TextPart>();
        foreach (string line in TextLines.Read(path))
        {
            parts.Clear();
            splitter.Split(line, parts);
            yield return [.. parts.Select(part => splitter.GetToken(line, part)).Select(token => lowercase ? token.ToLowerInvariant() : token)];
        }
    }
}
