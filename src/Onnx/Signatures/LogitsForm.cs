namespace LanguageModeling.Signatures;

/// <summary>Which rows of logits a graph gives.</summary>
internal enum LogitsForm
{
    /// <summary>The rows that its input names: [R, V].</summary>
    Chosen,

    /// <summary>All: [B, T, V].</summary>
    All,

    /// <summary>The last of each sequence: [B, 1, V].</summary>
    Last,
}
