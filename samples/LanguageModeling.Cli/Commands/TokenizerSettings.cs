using System.CommandLine;

namespace LanguageModeling.Cli.Commands;

/// <summary>Options of <c>lm tokenizer train</c> that say how the tokenizer is learned.</summary>
internal sealed class TokenizerSettings
{
    private static readonly TokenizerTrainingOptions Defaults = new();

    private readonly Option<int> _size = new("--vocab-size") { Description = $"How many tokens, special ones included. Default {Defaults.VocabularySize}.", HelpName = "N" };
    private readonly Option<int> _minimum = new("--min-frequency") { Description = $"How often a pair or word must occur to become a token. Default {Defaults.MinimumFrequency}.", HelpName = "N" };
    private readonly Option<string[]> _special = new("--special") { Description = "A special token; may be given several times, in the order of the ids. Default: those usual for the algorithm.", HelpName = "TOKEN" };
    private readonly Option<string?> _unknown = new("--unknown") { Description = "Spelling of the unknown token.", HelpName = "TOKEN" };
    private readonly Option<string?> _alphabet = new("--alphabet") { Description = "Characters that are tokens even if the text lacks them.", HelpName = "CHARACTERS" };
    private readonly Option<int?> _limit = new("--limit-alphabet") { Description = "Most characters that are tokens.", HelpName = "N" };
    private readonly Option<double> _coverage = new("--character-coverage") { Description = "How much of the text the characters that are tokens cover at least. Default 1.", HelpName = "P" };
    private readonly Option<int?> _length = new("--max-token-length") { Description = "Most characters (bytes for bpe) of a token.", HelpName = "N" };
    private readonly Option<bool> _noBytes = new("--no-byte-fallback") { Description = "character-bpe, unigram: unknown characters are the unknown token, not tokens of bytes." };
    private readonly Option<bool> _lowercase = new("--lowercase") { Description = "Put text in lower case first." };
    private readonly Option<string?> _normalize = new("--normalize") { Description = "Bring text to a Unicode form first: nfc, nfd, nfkc or nfkd." };
    private readonly Option<bool> _prefixSpace = new("--add-prefix-space") { Description = "bpe: put a space before each text." };
    private readonly Option<int> _seeds = new("--seed-size") { Description = $"unigram: how many pieces to begin with. Default {Defaults.SeedSize}.", HelpName = "N" };
    private readonly Option<double> _shrinking = new("--shrinking-factor") { Description = $"unigram: which part of the pieces each pruning leaves. Default {Defaults.ShrinkingFactor}.", HelpName = "P" };

    public void AddTo(Command command)
    {
        _normalize.AcceptOnlyFromAmong("nfc", "nfd", "nfkc", "nfkd");
        foreach (Option option in (Option[])
            [_size, _minimum, _special, _unknown, _alphabet, _limit, _coverage, _length, _noBytes, _lowercase, _normalize, _prefixSpace, _seeds, _shrinking])
        {
            command.Add(option);
        }
    }

    public TokenizerTrainingOptions Read(ParseResult parsed) => Defaults with
    {
        VocabularySize = Given(parsed, _size, Defaults.VocabularySize),
        MinimumFrequency = Given(parsed, _minimum, Defaults.MinimumFrequency),
        SpecialTokens = parsed.GetResult(_special) is null ? null : parsed.GetValue(_special),
        UnknownToken = parsed.GetValue(_unknown),
        InitialAlphabet = parsed.GetValue(_alphabet) ?? "",
        AlphabetLimit = parsed.GetValue(_limit),
        CharacterCoverage = Given(parsed, _coverage, Defaults.CharacterCoverage),
        MaximumTokenLength = parsed.GetValue(_length),
        ByteFallback = !parsed.GetValue(_noBytes),
        Lowercase = parsed.GetValue(_lowercase),
        Normalization = PrepareCommand.ReadForm(parsed.GetValue(_normalize)),
        AddPrefixSpace = parsed.GetValue(_prefixSpace),
        SeedSize = Given(parsed, _seeds, Defaults.SeedSize),
        ShrinkingFactor = Given(parsed, _shrinking, Defaults.ShrinkingFactor),
    };

    private static T Given<T>(ParseResult parsed, Option<T> option, T standard) => parsed.GetResult(option) is null ? standard : parsed.GetValue(option)!;
}
