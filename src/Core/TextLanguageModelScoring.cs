using System.Text;
using LanguageModeling.Scoring;

namespace LanguageModeling;

/// <summary>Scores text with any language model that has a codec.</summary>
public static class TextLanguageModelScoring
{
    /// <summary>Scores a text: ln P of each token given those before it, with bits per byte of the text.</summary>
    /// <param name="model">The model.</param>
    /// <param name="text">The text of one sequence.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidOperationException">The text has more tokens than the model takes; see <see cref="ScoreRolling"/>.</exception>
    public static SequenceScore Score(
        this TextLanguageModel model, string text, ScoringOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(text);
        options ??= new ScoringOptions();
        return ScoringRequest.ScoreAll(model.Model, [Request(model, text, options)], options.WithRanks, cancellationToken)[0];
    }

    /// <summary>Scores many texts in one call of <see cref="ILanguageModel.ScoreBatch"/>, which some models do faster.</summary>
    /// <param name="model">The model.</param>
    /// <param name="texts">Texts, each a sequence of its own.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The scores in the order of the texts.</returns>
    /// <inheritdoc cref="Score" path="/exception"/>
    public static IReadOnlyList<SequenceScore> ScoreMany(
        this TextLanguageModel model, IReadOnlyList<string> texts, ScoringOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(texts);
        options ??= new ScoringOptions();
        ScoringRequest[] requests = [.. texts.Select(text => Request(model, text, options))];
        return ScoringRequest.ScoreAll(model.Model, requests, options.WithRanks, cancellationToken);
    }

    /// <summary>
    /// Scores texts one after another, each given all before it, which models that look across sentences (<see cref="CacheLanguageModel"/>)
    /// gain from.
    /// </summary>
    /// <param name="model">The model; its context must take all texts.</param>
    /// <param name="texts">Texts, each a sequence of its own, read as the scores are taken.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The scores in the order of the texts.</returns>
    /// <exception cref="InvalidOperationException">The context of the model is full.</exception>
    public static IEnumerable<SequenceScore> ScoreInTurn(
        this TextLanguageModel model, IEnumerable<string> texts, ScoringOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(texts);
        options ??= new ScoringOptions();
        return options.WithRanks
            ? throw new ArgumentException("Texts that are scored in turn have no ranks. Leave WithRanks off.", nameof(options))
            : Score();

        IEnumerable<SequenceScore> Score()
        {
            using LanguageModelState state = model.Model.CreateState();
            foreach (string text in texts)
            {
                ScoringRequest request = Request(model, text, options);
                state.Append(request.Context.Span, cancellationToken);
                double[] logProbabilities = new double[request.Tokens.Length];
                for (int t = 0; t < logProbabilities.Length; t++)
                {
                    int token = request.Tokens.Span[t];
                    logProbabilities[t] = state.GetNextLogProbability(token, cancellationToken);
                    state.Append(token, cancellationToken);
                }

                yield return request.Result(model.Model, logProbabilities, ranks: null);
            }
        }
    }

    /// <summary>Scores a continuation given a context: ln P(continuation | context), and whether it is the greedy one.</summary>
    /// <param name="model">The model.</param>
    /// <param name="context">Text that comes before, such as an instruction with its input; not scored.</param>
    /// <param name="continuation">Text to score, such as an output, with the space before it where one belongs.</param>
    /// <param name="options">Settings; null for no end of sequence. Ranks are always computed.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <remarks>
    /// Both are encoded as one text and the tokens divided at the border. Where a token lies across it, white space at the end of the
    /// context is counted to the continuation; where that is not enough, the two are encoded one by one.
    /// </remarks>
    /// <inheritdoc cref="Score" path="/exception"/>
    public static ContinuationScore ScoreContinuation(
        this TextLanguageModel model, string context, string continuation, ScoringOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(continuation);
        ScoringRequest request = Request(model, context, continuation, options ?? ScoringOptions.Open);
        return new ContinuationScore(ScoringRequest.ScoreAll(model.Model, [request], withRanks: true, cancellationToken)[0]);
    }

    /// <summary>Scores the answer of a task given its prompt: ln P(output | instruction, input), and whether it is the greedy one.</summary>
    /// <param name="model">The model.</param>
    /// <param name="prompt">The task, with a template of the output.</param>
    /// <param name="values">Values for its templates.</param>
    /// <param name="options">Settings; null for no end of sequence. Ranks are always computed.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <inheritdoc cref="FewShotPrompt.Render" path="/exception"/>
    public static ContinuationScore ScoreContinuation(
        this TextLanguageModel model,
        FewShotPrompt prompt,
        IReadOnlyDictionary<string, object?> values,
        ScoringOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return model.ScoreContinuation(prompt.Render(values, cancellationToken), prompt.RenderOutput(values, cancellationToken), options, cancellationToken);
    }

    /// <summary>Ranks choices after a context, by log probability as it is, a token and a byte.</summary>
    /// <param name="model">The model.</param>
    /// <param name="context">Text that comes before every choice.</param>
    /// <param name="choices">Texts, divided from the context as in <see cref="ScoreContinuation(TextLanguageModel, string, string, ScoringOptions?, CancellationToken)"/>.</param>
    /// <param name="options">Settings; null for no end of sequence.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The choices, the one with the highest log probability first.</returns>
    /// <exception cref="ArgumentException">There are no choices, or one has no tokens.</exception>
    /// <inheritdoc cref="Score" path="/exception"/>
    public static IReadOnlyList<ChoiceScore> RankChoices(
        this TextLanguageModel model,
        string context,
        IReadOnlyList<string> choices,
        ScoringOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(choices);
        return ChoiceRanking.ScoreAndRank(model, context, separator: "", choices, options ?? ScoringOptions.Open, cancellationToken);
    }

    /// <summary>Ranks the possible answers of a task, by log probability as it is, a token and a byte.</summary>
    /// <param name="model">The model.</param>
    /// <param name="prompt">The task.</param>
    /// <param name="values">Values for the template of its input.</param>
    /// <param name="choices">The answers, without the separator before them; it is scored with them, but its bytes are not counted.</param>
    /// <param name="options">Settings; null for no end of sequence.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The choices, the one with the highest log probability first.</returns>
    /// <inheritdoc cref="FewShotPrompt.Render" path="/exception"/>
    public static IReadOnlyList<ChoiceScore> RankChoices(
        this TextLanguageModel model,
        FewShotPrompt prompt,
        IReadOnlyDictionary<string, object?> values,
        IReadOnlyList<string> choices,
        ScoringOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(choices);
        string context = prompt.Render(values, cancellationToken);
        return ChoiceRanking.ScoreAndRank(model, context, prompt.OutputSeparator, choices, options ?? ScoringOptions.Open, cancellationToken);
    }

    /// <summary>Scores a text of any length: what exceeds the context of the model goes through overlapping windows.</summary>
    /// <param name="model">The model.</param>
    /// <param name="text">The text; each of its tokens is scored once.</param>
    /// <param name="rolling">Windows; null for the defaults. A text that fits into one scores as by <see cref="Score"/>.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentOutOfRangeException">A window does not suit the model.</exception>
    public static SequenceScore ScoreRolling(
        this TextLanguageModel model,
        string text,
        RollingOptions? rolling = null,
        ScoringOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(text);
        options ??= new ScoringOptions();
        return RollingScoring.Score(model.Model, Request(model, text, options), rolling, options.WithRanks, cancellationToken);
    }

    /// <summary>Scores the words of a text, of any length: the surprisal of each in bits, summed over its tokens.</summary>
    /// <param name="model">The model.</param>
    /// <param name="text">The text. It begins a sequence; the end of the sequence is not scored.</param>
    /// <param name="words">Finds the words; null for <see cref="TextSplitter.Cjk"/>. It need not be the splitter of the codec.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The words in order. White space, where it is scored, counts to the word after it.</returns>
    public static IReadOnlyList<WordSurprisal> ScoreWords(
        this TextLanguageModel model, string text, TextSplitter? words = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(text);
        IReadOnlyList<TextToken> tokens = model.Codec.Encode(text);
        ScoringRequest request = ScoringRequest.Sequence(model.Model, Ids(tokens), ScoringOptions.Open);
        SequenceScore score = RollingScoring.Score(model.Model, request, options: null, withRanks: false, cancellationToken);
        return WordScoring.Sum(text, words ?? TextSplitter.Cjk, tokens, score, model.Model.SpecialTokens);
    }

    private static ScoringRequest Request(TextLanguageModel model, string text, ScoringOptions options)
        => ScoringRequest.Sequence(model.Model, Ids(model.Codec.Encode(text)), options, Encoding.UTF8.GetByteCount(text));

    private static ScoringRequest Request(TextLanguageModel model, string context, string continuation, ScoringOptions options)
        => ScoringRequest.Continuation(model, context, continuation, options, Encoding.UTF8.GetByteCount(continuation));

    private static int[] Ids(IReadOnlyList<TextToken> tokens) => [.. tokens.Select(token => token.Id)];
}
