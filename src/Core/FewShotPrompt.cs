using LanguageModeling.Sampling;

namespace LanguageModeling;

/// <summary>Writes the prompts of a task: some solved examples, then what is asked. Immutable; copy with <c>with</c>.</summary>
/// <remarks>
/// The text is <see cref="Description"/>, then for each example its input, <see cref="OutputSeparator"/>, its output and
/// <see cref="ExampleSeparator"/>, then the input: as lm-evaluation-harness writes it, where the templates are called doc_to_text and
/// doc_to_target and the separators target_delimiter and fewshot_delimiter. Safe for use by many threads at once.
/// </remarks>
public sealed record FewShotPrompt
{
    /// <summary>A task of two templates.</summary>
    /// <param name="input">Writes what is asked.</param>
    /// <param name="output">Writes the answer; null where there are neither examples nor known answers.</param>
    public FewShotPrompt(PromptTemplate input, PromptTemplate? output = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        Input = input;
        Output = output;
    }

    /// <summary>A task of two templates, given as their sources.</summary>
    /// <inheritdoc cref="FewShotPrompt(PromptTemplate, PromptTemplate)" path="/param"/>
    /// <inheritdoc cref="PromptTemplate(string, string)" path="/exception"/>
    public FewShotPrompt(string input, string? output = null)
        : this(new PromptTemplate(input, "template of the input"), output is null ? null : new PromptTemplate(output, "template of the output"))
    {
    }

    /// <summary>Writes what is asked.</summary>
    public PromptTemplate Input { get; }

    /// <summary>Writes the answer.</summary>
    public PromptTemplate? Output { get; }

    /// <summary>Begins every prompt, with the line breaks that belong after it. Default "".</summary>
    public string Description { get; init; } = "";

    /// <summary>Stands between an input and its output, and begins every answer. Default " ".</summary>
    public string OutputSeparator { get; init; } = " ";

    /// <summary>Stands after each example. Default "\n\n".</summary>
    public string ExampleSeparator { get; init; } = "\n\n";

    /// <summary>Examples in a prompt: 0 for zero-shot. Default 0.</summary>
    public int ShotCount { get; init; }

    /// <summary>
    /// Draws the examples of each prompt anew, by the seed and the prompt's own input, so that equal inputs get equal prompts. Default
    /// <see langword="null"/>: the first ones, the same for all prompts.
    /// </summary>
    public ulong? Seed { get; init; }

    /// <summary>Solved examples to take from; see <see cref="WithExamples"/>. Default empty.</summary>
    public IReadOnlyList<PromptExample> Examples { get; init; } = [];

    /// <summary>The names that prompts and examples need values for.</summary>
    public IReadOnlyList<string> Variables => [.. Input.Variables.Union(Output?.Variables ?? [])];

    /// <summary>The same task with the examples of a table.</summary>
    /// <param name="rows">Values of each example, for both templates.</param>
    /// <param name="cancellationToken">Stops the rendering.</param>
    /// <exception cref="InvalidOperationException">There is no template of the output.</exception>
    /// <inheritdoc cref="PromptTemplate.Render" path="/exception"/>
    public FewShotPrompt WithExamples(IEnumerable<IReadOnlyDictionary<string, object?>> rows, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        PromptTemplate output = RequireOutput();
        return this with { Examples = [.. rows.Select(row => new PromptExample(Input.Render(row, cancellationToken), output.Render(row, cancellationToken)))] };
    }

    /// <summary>Writes a prompt. An example with the same input is left out, so that no prompt holds its own answer.</summary>
    /// <param name="values">Values for <see cref="Input"/>.</param>
    /// <param name="cancellationToken">Stops the rendering.</param>
    /// <exception cref="InvalidOperationException">There are fewer examples than <see cref="ShotCount"/> asks for.</exception>
    /// <inheritdoc cref="PromptTemplate.Render" path="/exception"/>
    public string Render(IReadOnlyDictionary<string, object?> values, CancellationToken cancellationToken = default)
    {
        Validate();
        string input = Input.Render(values, cancellationToken);
        return Description + string.Concat(Choose(input).Select(example => example.Input + OutputSeparator + example.Output + ExampleSeparator)) + input;
    }

    /// <summary>Writes the answer that belongs after a prompt, <see cref="OutputSeparator"/> first.</summary>
    /// <param name="values">Values for <see cref="Output"/>.</param>
    /// <param name="cancellationToken">Stops the rendering.</param>
    /// <exception cref="InvalidOperationException">There is no template of the output.</exception>
    /// <inheritdoc cref="PromptTemplate.Render" path="/exception"/>
    public string RenderOutput(IReadOnlyDictionary<string, object?> values, CancellationToken cancellationToken = default)
        => OutputSeparator + RequireOutput().Render(values, cancellationToken);

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Description);
        ArgumentNullException.ThrowIfNull(OutputSeparator);
        ArgumentNullException.ThrowIfNull(ExampleSeparator);
        ArgumentNullException.ThrowIfNull(Examples);
        ArgumentOutOfRangeException.ThrowIfNegative(ShotCount);
    }

    private PromptTemplate RequireOutput()
        => Output ?? throw new InvalidOperationException("The task has no template of the output. Give one to the constructor of FewShotPrompt.");

    private PromptExample[] Choose(string input)
    {
        if (ShotCount == 0)
        {
            return [];
        }

        IEnumerable<PromptExample> allowed = Examples.Where(example => example.Input != input);
        PromptExample[] others = [.. Seed is null ? allowed.Take(ShotCount) : allowed];
        if (others.Length < ShotCount)
        {
            throw new InvalidOperationException(
                $"A prompt needs {ShotCount} examples other than itself, but of {Examples.Count} there are only {others.Length}. Give more with WithExamples, or lower ShotCount.");
        }

        if (Seed is { } seed)
        {
            var random = new Xoshiro256(RowSeed.Combine(seed, input));
            for (int i = 0; i < ShotCount; i++) // the first steps of a Fisher-Yates shuffle
            {
                int chosen = i + (int)Math.BigMul(random.Next(), (ulong)(others.Length - i), out _);
                (others[i], others[chosen]) = (others[chosen], others[i]);
            }
        }

        return others[..ShotCount];
    }
}
