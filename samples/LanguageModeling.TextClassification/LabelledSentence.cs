namespace LanguageModeling.TextClassification;

/// <summary>A sentence with its topic.</summary>
internal sealed record LabelledSentence(string Topic, string Text);
