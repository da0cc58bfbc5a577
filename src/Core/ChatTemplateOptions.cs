using System.Text.Json.Nodes;

namespace LanguageModeling;

/// <summary>Settings for rendering a chat template. Immutable; copy with <c>with</c>.</summary>
public sealed record ChatTemplateOptions
{
    /// <summary>Whether the text ends with what starts the model's answer (<c>add_generation_prompt</c>). Default false.</summary>
    public bool AddGenerationPrompt { get; init; }

    /// <summary>The tools that the model may call, as JSON schemas. Default null: none.</summary>
    public JsonArray? Tools { get; init; }

    /// <summary>The documents that the model may use. Default null: none.</summary>
    public JsonArray? Documents { get; init; }

    /// <summary>Further variables that a template reads, such as <c>enable_thinking</c>; they take the place of special tokens of the same name. Default empty.</summary>
    public JsonObject Variables { get; init; } = [];

    /// <summary>Tells the time for <c>strftime_now</c>. Default: the local time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How much the template may do.</summary>
    public ChatTemplateLimits Limits { get; init; } = new();

    /// <summary>Stops the rendering.</summary>
    public CancellationToken CancellationToken { get; init; }

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Variables);
        ArgumentNullException.ThrowIfNull(Clock);
        ArgumentNullException.ThrowIfNull(Limits);
        Limits.Validate();
    }
}
