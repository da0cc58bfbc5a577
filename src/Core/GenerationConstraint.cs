using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using LanguageModeling.Constraints;

namespace LanguageModeling;

/// <summary>
/// What a generated text must look like: one of some choices, a regular expression, JSON, a JSON schema, or a grammar. At every step
/// only those tokens can be generated after which the text can still come to satisfy it within the tokens that are left, so that it always does.
/// </summary>
/// <remarks>
/// Acts on the bytes of tokens, so the codec must tell them (<see cref="ITextCodec.GetTokenBytes"/>). Immutable and safe for use by many
/// threads at once. Reuse an instance: it keeps what it found out about a codec's tokens.
/// </remarks>
[JsonConverter(typeof(GenerationConstraintConverter))]
public sealed class GenerationConstraint
{
    private readonly ByteGrammar _grammar;
    private readonly ConditionalWeakTable<ITextCodec, CompiledConstraint> _compiled = [];

    private GenerationConstraint(string kind, string source, Grammar grammar)
    {
        Kind = kind;
        Source = source;
        _grammar = ByteGrammarCompiler.Compile(grammar);
    }

    /// <summary>Any JSON value. Numbers have at most 16 digits before and after the point.</summary>
    public static GenerationConstraint Json { get; }
        = new("json", "", new Grammar(JsonText.Value, new Dictionary<string, Expression> { [JsonText.AnyValue] = JsonText.Value }));

    /// <summary>"choices", "regex", "json", "json-schema" or "grammar".</summary>
    public string Kind { get; }

    /// <summary>What the constraint was made from: the pattern, schema or grammar; choices as a JSON array.</summary>
    public string Source { get; }

    /// <summary>The text is one of these.</summary>
    /// <param name="texts">At least one, none of them empty.</param>
    /// <exception cref="ArgumentException">There is none, or one is empty or not well-formed text.</exception>
    public static GenerationConstraint Choices(params IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        string[] choices = [.. texts];
        if (choices.Length == 0 || choices.Any(string.IsNullOrEmpty))
        {
            throw new ArgumentException("Give at least one choice, and no empty one.", nameof(texts));
        }

        return new("choices", JsonSerializer.Serialize(choices), new Grammar(Expression.AnyOf([.. choices.Select(Expression.Literal)])));
    }

    /// <summary>The whole text matches a regular expression.</summary>
    /// <param name="pattern">
    /// Characters and escapes (\d, \w and \s in ASCII and white space), classes, groups, <c>|</c>, <c>* + ? {m,n}</c>. No look-around, no
    /// references to groups, no options.
    /// </param>
    /// <exception cref="ArgumentException">The pattern is malformed or uses something else; the message says what and where.</exception>
    public static GenerationConstraint Regex(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return new("regex", pattern, new Grammar(RegexParser.Parse(pattern)));
    }

    /// <summary>The text is a JSON value that satisfies a schema.</summary>
    /// <param name="schema">
    /// JSON Schema: type, properties, required, additionalProperties, items, prefixItems, minItems, maxItems, minLength, maxLength, pattern,
    /// format, minimum and maximum of integers, enum, const, anyOf, oneOf (taken as anyOf), $ref inside the schema. Members come in the schema's order.
    /// </param>
    /// <exception cref="ArgumentException">The text is no JSON, or no schema.</exception>
    /// <exception cref="NotSupportedException">The schema uses another keyword; the message says which and where.</exception>
    public static GenerationConstraint JsonSchema(string schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return new("json-schema", schema, JsonSchemaParser.Parse(schema));
    }

    /// <summary>The text is described by a grammar in the notation of llama.cpp (GBNF), whose rule <c>root</c> is the whole text.</summary>
    /// <param name="grammar">Rules such as <c>root ::= "yes" | "no" [.!]?</c>, one a line.</param>
    /// <exception cref="ArgumentException">The grammar is malformed, lacks a rule, or has a rule that begins with itself.</exception>
    public static GenerationConstraint Grammar(string grammar)
    {
        ArgumentNullException.ThrowIfNull(grammar);
        return new("grammar", grammar, GrammarParser.Parse(grammar));
    }

    /// <summary>Makes a constraint of what <see cref="Kind"/> and <see cref="Source"/> tell of another.</summary>
    /// <param name="kind">"choices", "regex", "json", "json-schema" or "grammar".</param>
    /// <param name="source">The pattern, schema or grammar; choices as a JSON array.</param>
    /// <exception cref="ArgumentException">No kind has this name, or the source is malformed.</exception>
    /// <exception cref="NotSupportedException">The source uses what is not supported.</exception>
    public static GenerationConstraint Parse(string kind, string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return kind switch
        {
            "choices" => Choices(ParseChoices(source)),
            "regex" => Regex(source),
            "json" => Json,
            "json-schema" => JsonSchema(source),
            "grammar" => Grammar(source),
            _ => throw new ArgumentException($"No constraint is called \"{kind}\". Use choices, regex, json, json-schema or grammar.", nameof(kind)),
        };
    }

    /// <summary>Whether a whole text satisfies the constraint.</summary>
    /// <param name="text">Any text; half a surrogate pair satisfies nothing.</param>
    public bool IsMatch(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        byte[] bytes;
        try
        {
            bytes = new UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(text);
        }
        catch (EncoderFallbackException)
        {
            return false;
        }

        var automaton = new GrammarAutomaton(_grammar);
        GrammarAutomaton.State? state = automaton.Start;
        foreach (byte value in bytes)
        {
            state = state is null ? null : automaton.Step(state, value);
        }

        return state?.Accepts == true;
    }

    /// <inheritdoc/>
    public override string ToString() => Source.Length == 0 ? Kind : $"{Kind}: {Source}";

    private static string[] ParseChoices(string source)
    {
        try
        {
            return JsonSerializer.Deserialize<string[]>(source) ?? [];
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"Choices must be a JSON array of texts: {e.Message}", nameof(source), e);
        }
    }

    /// <summary>The constraint for the tokens of a codec; made once for each.</summary>
    /// <exception cref="NotSupportedException">The codec does not tell the bytes of its tokens.</exception>
    internal CompiledConstraint For(ITextCodec codec) => _compiled.GetValue(codec, key => new CompiledConstraint(_grammar, key));
}
