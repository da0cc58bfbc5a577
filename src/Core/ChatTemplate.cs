using System.Text.Json.Nodes;
using LanguageModeling.Templates;

namespace LanguageModeling;

/// <summary>Writes a chat as the one text that a model was trained on: a template in the part of Jinja that published models use.</summary>
/// <remarks>
/// <para>
/// White space is handled as Hugging Face's library does (<c>trim_blocks</c>, <c>lstrip_blocks</c>). What the interpreter lacks is refused when
/// the template is read, or, where only rendering can tell, when it is rendered; the message names it and the line.
/// </para>
/// <para>Immutable and safe for use by many threads at once.</para>
/// </remarks>
public sealed class ChatTemplate
{
    private readonly TemplateProgram _program;

    /// <summary>Reads a template.</summary>
    /// <param name="source">The template.</param>
    /// <param name="name">What messages call it. Default "chat template".</param>
    /// <exception cref="InvalidDataException">The template has a mistake.</exception>
    /// <exception cref="NotSupportedException">The template uses something that this interpreter does not have.</exception>
    public ChatTemplate(string source, string name = "chat template")
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentException.ThrowIfNullOrEmpty(name);
        Source = source;
        _program = new TemplateProgram(source, name, keepsWhiteSpace: false);
    }

    /// <summary>The template.</summary>
    public string Source { get; }

    /// <summary>The variables that come with the template: special tokens such as <c>bos_token</c>, by name. Default empty.</summary>
    public IReadOnlyDictionary<string, string> SpecialTokens { get; init; } = new Dictionary<string, string>();

    /// <summary>Loads the template of a model.</summary>
    /// <param name="path">A model's folder, its <c>tokenizer_config.json</c>, or a template (<c>chat_template.jinja</c>).</param>
    /// <param name="name">Which one, where a model has several, such as "tool_use". Default null: the one called "default", or the only one.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, the template has a mistake, or there is none of the name.</exception>
    /// <exception cref="NotSupportedException">The template uses something that this interpreter does not have.</exception>
    public static ChatTemplate Load(string path, string? name = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return ChatTemplateFiles.Read(path).Load(name);
    }

    /// <summary>Lists the names of a model's templates; a single one is called "default".</summary>
    /// <param name="path">A model's folder, its <c>tokenizer_config.json</c>, or a template.</param>
    /// <inheritdoc cref="Load" path="/exception"/>
    public static IReadOnlyList<string> GetNames(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return ChatTemplateFiles.Read(path).Names;
    }

    /// <summary>Renders a chat.</summary>
    /// <param name="messages">The chat, in order.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="generated">Receives, when not null, the parts of the text that the template marks with <c>generation</c>: what the model says.</param>
    /// <exception cref="ArgumentException">The template refuses the chat (<c>raise_exception</c>).</exception>
    /// <exception cref="InvalidDataException">The template fails, or does more than the limits allow.</exception>
    /// <exception cref="NotSupportedException">The template calls something that this interpreter does not have.</exception>
    public string Render(IEnumerable<ChatTemplateMessage> messages, ChatTemplateOptions? options = null, ICollection<TextPart>? generated = null)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return RenderJson(new JsonArray([.. messages.Select(message => (JsonNode)message.ToJson())]), options, generated);
    }

    /// <summary>Renders a chat given as JSON, for messages with parts, images or tool calls.</summary>
    /// <param name="messages">An array of messages.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="generated">Receives, when not null, the parts of the text that the template marks with <c>generation</c>.</param>
    /// <inheritdoc cref="Render(IEnumerable{ChatTemplateMessage}, ChatTemplateOptions?, ICollection{TextPart}?)" path="/exception"/>
    public string RenderJson(JsonArray messages, ChatTemplateOptions? options = null, ICollection<TextPart>? generated = null)
    {
        ArgumentNullException.ThrowIfNull(messages);
        options ??= new ChatTemplateOptions();
        options.Validate();
        var render = new RenderState(options.Limits, options.Clock.GetLocalNow, options.CancellationToken);
        _program.Run(render, () => CreateScope(render, messages, options), "the chat");
        foreach (TextPart part in render.Generated)
        {
            generated?.Add(part);
        }

        return render.Output.ToString();
    }

    private Scope CreateScope(RenderState render, JsonArray messages, ChatTemplateOptions options)
    {
        var scope = new Scope(render, null);
        foreach ((string name, string token) in SpecialTokens)
        {
            scope[name] = token;
        }

        scope["messages"] = TemplateJson.ToValue(messages);
        scope["tools"] = TemplateJson.ToValue(options.Tools);
        scope["documents"] = TemplateJson.ToValue(options.Documents);
        scope["add_generation_prompt"] = options.AddGenerationPrompt;
        foreach ((string name, JsonNode? value) in options.Variables)
        {
            scope[name] = TemplateJson.ToValue(value);
        }

        return scope;
    }
}
