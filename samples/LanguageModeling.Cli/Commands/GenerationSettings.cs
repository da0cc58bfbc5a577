using System.CommandLine;

namespace LanguageModeling.Cli.Commands;

/// <summary>The options of <c>lm generate</c>: those of <see cref="GenerationOptions"/>, under the same names and with the same defaults.</summary>
internal sealed class GenerationSettings
{
    private static readonly GenerationOptions Defaults = new();

    private readonly Option<int> _maximumTokens = Number("--max-tokens", Defaults.MaximumTokens, "Most tokens to generate.");
    private readonly Option<int> _minimumTokens = Number("--min-tokens", Defaults.MinimumTokens, "Tokens before the text may end.");
    private readonly Option<double> _temperature = Number(
        "--temperature", Defaults.Temperature, "Below 1 favours the probable, above 1 the improbable; 0 is greedy.");
    private readonly Option<int> _topK = Number("--top-k", Defaults.TopK, "Draw among this many most probable tokens; 0 is off.");
    private readonly Option<double> _topP = Number("--top-p", Defaults.TopP, "Draw among the most probable tokens that sum to this; 1 is off.");
    private readonly Option<double> _minP = Number("--min-p", Defaults.MinP, "Draw among tokens at least this many times as probable as the best; 0 is off.");
    private readonly Option<double> _typicalP = Number(
        "--typical-p", Defaults.TypicalP, "Draw among the tokens of typical surprisal that sum to this; 1 is off.");
    private readonly Option<double> _repetitionPenalty = Number(
        "--repetition-penalty", Defaults.RepetitionPenalty, "Above 1 discourages tokens of prompt and text; 1 is off.");
    private readonly Option<double> _frequencyPenalty = Number(
        "--frequency-penalty", Defaults.FrequencyPenalty, "Subtracted for each time a token was generated.");
    private readonly Option<double> _presencePenalty = Number("--presence-penalty", Defaults.PresencePenalty, "Subtracted once a token was generated.");
    private readonly Option<int> _noRepeatNgram = Number("--no-repeat-ngram", Defaults.NoRepeatNgramSize, "Never repeat a run of this many tokens; 0 is off.");
    private readonly Option<string[]> _ban = new("--ban") { Description = "A token never to generate; may be given several times.", HelpName = "TOKEN" };
    private readonly Option<string[]> _stop = new("--stop") { Description = "A text to stop before; may be given several times.", HelpName = "TEXT" };
    private readonly Option<bool> _allowUnknown = new("--allow-unknown") { Description = "Allow the unknown token to be generated." };
    private readonly Option<ulong?> _seed = new("--seed") { Description = "The same seed gives the same text. Default: a new one each time.", HelpName = "S" };
    private readonly Option<int> _beams = Number("--beams", Defaults.Beams, "Hypotheses of beam search, which draws nothing; 1 is no beam search.");
    private readonly Option<double> _lengthPenalty = Number(
        "--length-penalty", Defaults.LengthPenalty, "Beam search: 0 favours short texts, above 1 long ones.");
    private readonly Option<int> _count = Number("--count", Defaults.ResultCount, "Texts to generate.");

    private readonly ConstraintSettings _constraint = new();

    /// <summary>Adds all options to a command.</summary>
    public void AddTo(Command command)
    {
        Option[] options =
        [
            _maximumTokens, _minimumTokens, _temperature, _topK, _topP, _minP, _typicalP, _repetitionPenalty, _frequencyPenalty, _presencePenalty,
            _noRepeatNgram, _ban, _stop, _allowUnknown, _seed, _beams, _lengthPenalty, _count,
        ];
        foreach (Option option in options)
        {
            command.Add(option);
        }

        _constraint.AddTo(command);
    }

    /// <summary>The options as given; others are those that the files beside the model tell, or the defaults.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <param name="model">The model; its codec gives the ids of banned tokens.</param>
    public GenerationOptions Read(ParseResult parsed, TextLanguageModel model)
    {
        GenerationOptions start = ModelFile.OnnxOf(model)?.GenerationDefaults ?? Defaults;
        return start with
        {
            MaximumTokens = Given(parsed, _maximumTokens, start.MaximumTokens),
            MinimumTokens = Given(parsed, _minimumTokens, start.MinimumTokens),
            Temperature = Given(parsed, _temperature, start.Temperature),
            TopK = Given(parsed, _topK, start.TopK),
            TopP = Given(parsed, _topP, start.TopP),
            MinP = Given(parsed, _minP, start.MinP),
            TypicalP = Given(parsed, _typicalP, start.TypicalP),
            RepetitionPenalty = Given(parsed, _repetitionPenalty, start.RepetitionPenalty),
            FrequencyPenalty = Given(parsed, _frequencyPenalty, start.FrequencyPenalty),
            PresencePenalty = Given(parsed, _presencePenalty, start.PresencePenalty),
            NoRepeatNgramSize = Given(parsed, _noRepeatNgram, start.NoRepeatNgramSize),
            BannedTokens = parsed.GetValue(_ban) is { Length: > 0 } banned ? [.. banned.Select(token => GetId(model.Codec, token))] : start.BannedTokens,
            StopStrings = parsed.GetValue(_stop) is { Length: > 0 } stops ? stops : start.StopStrings,
            AllowUnknown = Given(parsed, _allowUnknown, start.AllowUnknown),
            Seed = Given(parsed, _seed, start.Seed),
            Beams = Given(parsed, _beams, start.Beams),
            LengthPenalty = Given(parsed, _lengthPenalty, start.LengthPenalty),
            ResultCount = Given(parsed, _count, start.ResultCount),
            Constraint = _constraint.Read(parsed) ?? start.Constraint,
        };
    }

    private static T Given<T>(ParseResult parsed, Option<T> option, T otherwise)
        => parsed.GetResult(option) is { Implicit: false } ? parsed.GetValue(option)! : otherwise;

    private static int GetId(ITextCodec codec, string token)
    {
        IReadOnlyList<TextToken> tokens = codec.Encode(token);
        return tokens.Count == 1 && tokens[0].Id != codec.SpecialTokens.Unknown
            ? tokens[0].Id
            : throw new ArgumentException($"--ban {token}: this is not one token of the model. See: lm tokenize --model MODEL");
    }

    private static Option<T> Number<T>(string name, T value, string description)
        => new(name) { Description = description, DefaultValueFactory = _ => value, HelpName = "N" };
}
