using LanguageModeling.TextClassification;

namespace LanguageModeling.Tests;

/// <summary>The sample that tells topics of sentences. Skips where Microsoft.ML is a stand-in, which has no classifiers.</summary>
[TestClass]
public sealed class TextClassificationTests
{
    [TestMethod]
    public void Compare_FewLabels_WordVectorsTellMoreTopicsThanBagsOfWords()
    {
        if (!Classifiers.Exist)
        {
            Assert.Inconclusive("Microsoft.ML is the stand-in of eng/offline, which has no classifiers.");
        }

        ClassificationResult[] results = [.. Classifiers.Compare(LabelledText.FromDocumentation(labelledEach: 10))];

        double words = results.Where(result => result.Features.StartsWith("bag of words", StringComparison.Ordinal)).Max(result => result.Accuracy);
        double vectors = results.Where(result => result.Features.StartsWith("word vectors", StringComparison.Ordinal)).Min(result => result.Accuracy);
        Assert.IsGreaterThan(words + 0.03, vectors);
    }

    [TestMethod]
    public void FromDocumentation_Split_HoldsTheTestOut()
    {
        LabelledText text = LabelledText.FromDocumentation(labelledEach: 10);

        Assert.HasCount(100, text.Training);
        Assert.HasCount(2000, text.Test);
        HashSet<string> test = [.. text.Test.Select(sentence => sentence.Text)];
        Assert.IsFalse(text.Unlabelled.Any(test.Contains));
        Assert.IsFalse(text.Training.Any(sentence => test.Contains(sentence.Text)));
    }
}
