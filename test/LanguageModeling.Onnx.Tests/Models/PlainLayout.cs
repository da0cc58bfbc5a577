namespace LanguageModeling.Tests.Models;

/// <summary>Inputs and outputs of an exported decoder.</summary>
internal enum PlainLayout
{
    /// <summary>Optimum: <c>input_ids</c>, <c>attention_mask</c>, <c>position_ids</c>, <c>past_key_values.N.key/value</c> → <c>logits</c>, <c>present.N.key/value</c>.</summary>
    Optimum,

    /// <summary>Optimum without a cache: <c>input_ids</c>, <c>attention_mask</c> → <c>logits</c>.</summary>
    OptimumWithoutPast,
}
