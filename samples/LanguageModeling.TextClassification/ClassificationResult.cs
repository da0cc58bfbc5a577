namespace LanguageModeling.TextClassification;

/// <summary>How well a classifier told the topics of the test sentences.</summary>
/// <param name="Features">What it saw of a sentence.</param>
/// <param name="Accuracy">Share of sentences whose topic it told, from 0 to 1.</param>
internal sealed record ClassificationResult(string Features, double Accuracy);
