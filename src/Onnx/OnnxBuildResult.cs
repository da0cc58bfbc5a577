namespace LanguageModeling;

/// <summary>What <see cref="OnnxGptBuilder"/> wrote.</summary>
/// <param name="ModelPath">Full path of the graph.</param>
/// <param name="Bytes">Bytes of the graph and its weights.</param>
/// <param name="ParameterCount">Number of weights in the source.</param>
/// <param name="ContextLength">Most tokens of context.</param>
/// <param name="VocabularySize">Number of tokens.</param>
/// <param name="CopiedFiles">Names of the tokenizer and configuration files that were copied beside the graph.</param>
public sealed record OnnxBuildResult(
    string ModelPath, long Bytes, long ParameterCount, int ContextLength, int VocabularySize, IReadOnlyList<string> CopiedFiles);
