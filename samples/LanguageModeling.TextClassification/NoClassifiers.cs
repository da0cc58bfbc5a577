namespace LanguageModeling.TextClassification;

/// <summary>What stands in for the classifiers where ML.NET's are missing.</summary>
internal static class Classifiers
{
    /// <summary>Whether ML.NET's classifiers are there.</summary>
    public static bool Exist => false;

    /// <summary>Not there.</summary>
    public static IEnumerable<ClassificationResult> Compare(LabelledText text) => throw new NotSupportedException();
}
