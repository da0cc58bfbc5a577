namespace LanguageModeling;

/// <summary>
/// Settings for generation. Immutable; copy with <c>with</c>. The defaults draw from the model's own distribution.
/// </summary>
/// <remarks>
/// At each step the model's log probabilities pass, in this order, through <see cref="RepetitionPenalty"/>,
/// <see cref="FrequencyPenalty"/> and <see cref="PresencePenalty"/>, <see cref="LogitBias"/>, <see cref="NoRepeatNgramSize"/>,
/// <see cref="BannedTokens"/> and <see cref="AllowUnknown"/>, <see cref="MinimumTokens"/>, and <see cref="Constraint"/>; then, when tokens are drawn, through
/// <see cref="Temperature"/>, <see cref="TopK"/>, <see cref="TopP"/>, <see cref="MinP"/> and <see cref="TypicalP"/>, each acting on what
/// the one before left, scaled to sum to 1. Beginning-of-sequence and padding tokens are never generated.
/// </remarks>
public sealed record GenerationOptions
{
    /// <summary>Always the most probable token; among equals the one with the lowest id.</summary>
    public static GenerationOptions Greedy { get; } = new() { Temperature = 0 };

    /// <summary>Most tokens to generate, the one that ends the generation included. At least 1. Default 128.</summary>
    public int MaximumTokens { get; init; } = 128;

    /// <summary>
    /// Tokens to generate before one may end the generation: until then the end of sequence and <see cref="StopTokens"/> cannot be
    /// generated, and <see cref="StopStrings"/> are not looked for. From 0 to <see cref="MaximumTokens"/>. Default 0.
    /// </summary>
    public int MinimumTokens { get; init; }

    /// <summary>
    /// Divides the log probabilities: below 1 favours the probable, above 1 the improbable; 0 is greedy and draws nothing. Default 1.
    /// </summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Draws among exactly this many most probable tokens, ties by lower id (Fan et al. 2018). 0, the default, switches it off.</summary>
    public int TopK { get; init; }

    /// <summary>Draws among the fewest most probable tokens whose probabilities sum to this (nucleus, Holtzman et al. 2020). In (0, 1]. Default 1: off.</summary>
    public double TopP { get; init; } = 1;

    /// <summary>Draws among tokens at least this many times as probable as the best (Nguyen et al. 2024). In [0, 1]. Default 0: off.</summary>
    public double MinP { get; init; }

    /// <summary>
    /// Draws among the tokens whose surprisal is nearest to the expected surprisal, as many as sum to this (Meister et al. 2023). In (0, 1].
    /// Default 1: off.
    /// </summary>
    public double TypicalP { get; init; } = 1;

    /// <summary>
    /// Multiplies the log probability of every token of prompt and generated text, once however often it occurs (Keskar et al. 2019).
    /// Above 1 discourages repetition. Above 0. Default 1: off.
    /// </summary>
    public double RepetitionPenalty { get; init; } = 1;

    /// <summary>Subtracted from a token's log probability for each time it was generated; the prompt does not count. Default 0.</summary>
    public double FrequencyPenalty { get; init; }

    /// <summary>Subtracted from the log probability of every token that was generated; the prompt does not count. Default 0.</summary>
    public double PresencePenalty { get; init; }

    /// <summary>Forbids a token that would repeat an n-gram of this length found in prompt or generated text. 0, the default, switches it off.</summary>
    public int NoRepeatNgramSize { get; init; }

    /// <summary>Added to the log probabilities of these tokens. Finite. Default empty.</summary>
    public IReadOnlyDictionary<int, float> LogitBias { get; init; } = new Dictionary<int, float>();

    /// <summary>Ids that are never generated. Default empty.</summary>
    public IReadOnlyList<int> BannedTokens { get; init; } = [];

    /// <summary>Whether the unknown token may be generated. Default <see langword="false"/>.</summary>
    public bool AllowUnknown { get; init; }

    /// <summary>Ids that end the generation, besides the end of sequence. They are generated, but not part of the text. Default empty.</summary>
    public IReadOnlyList<int> StopTokens { get; init; } = [];

    /// <summary>
    /// Texts that end the generation, wherever they begin and end in the tokens. The text ends before the first one to be complete. Compared
    /// character by character, case and all. Text generation only. Default empty.
    /// </summary>
    public IReadOnlyList<string> StopStrings { get; init; } = [];

    /// <summary>
    /// What the generated text must look like; it always does, if it is not stopped from outside and the other settings leave it a way. Text
    /// generation only, without <see cref="StopStrings"/>. Default <see langword="null"/>: any text.
    /// </summary>
    public GenerationConstraint? Constraint { get; init; }

    /// <summary>
    /// Start of the random numbers. The same seed, model and prompt give the same tokens on every machine, as far as the model's own
    /// probabilities are the same there. <see langword="null"/>, the default, takes a new one each time; results tell which.
    /// </summary>
    public ulong? Seed { get; init; }

    /// <summary>What happens where prompt and text do not fit together into the model's context. Default <see cref="ContextOverflow.Error"/>.</summary>
    public ContextOverflow Overflow { get; init; }

    /// <summary>
    /// How many first tokens of the prompt are never dropped, such as those of instructions; at most half of the model's context. A beginning of
    /// sequence stays besides. Only with <see cref="Overflow"/>. Default 0.
    /// </summary>
    public int KeptTokens { get; init; }

    /// <summary>Hypotheses kept side by side by beam search. 1, the default, is no beam search.</summary>
    public int Beams { get; init; } = 1;

    /// <summary>
    /// α in score = Σ ln P / length^α of beam search (after Wu et al. 2016, eq. 14, in the plain form). 0 favours short texts, above 1 long
    /// ones. Default 1: the mean.
    /// </summary>
    public double LengthPenalty { get; init; } = 1;

    /// <summary>Results wanted: independent draws, or the best of beam search (at most <see cref="Beams"/>). Default 1.</summary>
    public int ResultCount { get; init; } = 1;

    /// <summary>Most probable tokens to report at each place, by the model's own distribution. Default 0.</summary>
    public int TopAlternatives { get; init; }

    /// <summary>Whether tokens are drawn at random: <see cref="Temperature"/> is above 0 and there is no beam search.</summary>
    public bool Sample => Temperature > 0 && Beams == 1;

    /// <summary>Checks the settings.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    /// <exception cref="ArgumentException">Settings contradict each other.</exception>
    public void Validate()
    {
        Require(MaximumTokens >= 1, nameof(MaximumTokens), MaximumTokens, "must be at least 1");
        Require(MinimumTokens >= 0 && MinimumTokens <= MaximumTokens, nameof(MinimumTokens), MinimumTokens, $"must be from 0 to MaximumTokens, {MaximumTokens}");
        Require(double.IsFinite(Temperature) && Temperature >= 0, nameof(Temperature), Temperature, "must be finite and at least 0; 0 is greedy");
        Require(TopK >= 0, nameof(TopK), TopK, "must be at least 0; 0 switches it off");
        Require(TopP is > 0 and <= 1, nameof(TopP), TopP, "must be above 0 and at most 1; 1 switches it off");
        Require(MinP is >= 0 and <= 1, nameof(MinP), MinP, "must be from 0 to 1; 0 switches it off");
        Require(TypicalP is > 0 and <= 1, nameof(TypicalP), TypicalP, "must be above 0 and at most 1; 1 switches it off");
        Require(double.IsFinite(RepetitionPenalty) && RepetitionPenalty > 0, nameof(RepetitionPenalty), RepetitionPenalty, "must be finite and above 0; 1 switches it off");
        Require(double.IsFinite(FrequencyPenalty), nameof(FrequencyPenalty), FrequencyPenalty, "must be finite; 0 switches it off");
        Require(double.IsFinite(PresencePenalty), nameof(PresencePenalty), PresencePenalty, "must be finite; 0 switches it off");
        Require(NoRepeatNgramSize >= 0, nameof(NoRepeatNgramSize), NoRepeatNgramSize, "must be at least 0; 0 switches it off");
        Require(Enum.IsDefined(Overflow), nameof(Overflow), Overflow, $"must be one of {string.Join(", ", Enum.GetNames<ContextOverflow>())}");
        Require(KeptTokens >= 0, nameof(KeptTokens), KeptTokens, "must be at least 0");
        Require(Beams >= 1, nameof(Beams), Beams, "must be at least 1; 1 is no beam search");
        Require(double.IsFinite(LengthPenalty), nameof(LengthPenalty), LengthPenalty, "must be finite; 0 ranks by the plain sum");
        Require(ResultCount >= 1, nameof(ResultCount), ResultCount, "must be at least 1");
        Require(TopAlternatives >= 0, nameof(TopAlternatives), TopAlternatives, "must be at least 0");
        ValidateLists(int.MaxValue);
        ValidateCombinations();
    }

    /// <summary>Checks the settings, and every id in them against the vocabulary.</summary>
    internal void Validate(int vocabularySize)
    {
        Validate();
        ValidateLists(vocabularySize);
    }

    private void ValidateLists(int vocabularySize)
    {
        ArgumentNullException.ThrowIfNull(LogitBias);
        ArgumentNullException.ThrowIfNull(BannedTokens);
        ArgumentNullException.ThrowIfNull(StopTokens);
        ArgumentNullException.ThrowIfNull(StopStrings);
        foreach ((int id, float bias) in LogitBias)
        {
            RequireId(id, vocabularySize, nameof(LogitBias));
            Require(float.IsFinite(bias), nameof(LogitBias), bias, $"for token {id} must be finite; use BannedTokens to forbid a token");
        }

        foreach (int id in BannedTokens)
        {
            RequireId(id, vocabularySize, nameof(BannedTokens));
        }

        foreach (int id in StopTokens)
        {
            RequireId(id, vocabularySize, nameof(StopTokens));
        }

        if (Constraint is not null && StopStrings.Count > 0)
        {
            throw new ArgumentException("StopStrings would cut a text that satisfies the Constraint. Leave one of the two out.");
        }

        if (StopStrings.Any(string.IsNullOrEmpty))
        {
            throw new ArgumentException("StopStrings holds an empty text, which would stop everything. Leave it out.");
        }
    }

    private void ValidateCombinations()
    {
        if (KeptTokens > 0 && Overflow == ContextOverflow.Error)
        {
            throw new ArgumentException(
                $"KeptTokens is {KeptTokens} but Overflow is {ContextOverflow.Error}, which drops nothing. Set Overflow to {ContextOverflow.TruncateLeft} or {ContextOverflow.SlidingWindow}.");
        }

        if (Beams == 1)
        {
            if (Temperature == 0 && ResultCount > 1)
            {
                throw new ArgumentException(
                    $"ResultCount is {ResultCount} but greedy generation (Temperature 0) has one result. Set Temperature above 0, or Beams to at least {ResultCount}.");
            }

            return;
        }

        if (Overflow == ContextOverflow.SlidingWindow)
        {
            throw new ArgumentException($"Overflow is {Overflow} but Beams is {Beams}, and beams share one context. Set Overflow to {ContextOverflow.TruncateLeft}, or Beams to 1.");
        }

        Require(ResultCount <= Beams, nameof(ResultCount), ResultCount, $"must be at most Beams, {Beams}");
        RefuseWithBeams(Temperature is not (0 or 1), nameof(Temperature), Temperature, 1);
        RefuseWithBeams(TopK != 0, nameof(TopK), TopK, 0);
        RefuseWithBeams(TopP != 1, nameof(TopP), TopP, 1);
        RefuseWithBeams(MinP != 0, nameof(MinP), MinP, 0);
        RefuseWithBeams(TypicalP != 1, nameof(TypicalP), TypicalP, 1);
    }

    private void RefuseWithBeams(bool refused, string name, double value, double off)
    {
        if (refused)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{name} is {value} but Beams is {Beams}: beam search draws nothing. Leave {name} at {off}, or set Beams to 1."), name);
        }
    }

    private static void RequireId(int id, int vocabularySize, string name)
        => Require(
            id >= 0 && id < vocabularySize,
            name,
            id,
            vocabularySize == int.MaxValue ? "must hold token ids, which are at least 0" : $"must hold token ids of the model, from 0 to {vocabularySize - 1}");

    private static void Require(bool holds, string name, object value, string rule)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} {rule}.");
        }
    }
}
