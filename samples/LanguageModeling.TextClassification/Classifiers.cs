using Microsoft.ML;
using Microsoft.ML.Transforms.Text;

namespace LanguageModeling.TextClassification;

/// <summary>The same classifier of ML.NET on a bag of words and on word vectors.</summary>
internal static class Classifiers
{
    /// <summary>Whether ML.NET's classifiers are there.</summary>
    public static bool Exist => true;

    /// <summary>Trains and tests them.</summary>
    public static IEnumerable<ClassificationResult> Compare(LabelledText text)
    {
        var mlContext = new MLContext(seed: 1);
        yield return Test("bag of words, counts", mlContext.Transforms.Text.ProduceWordBags("Features", "Text", ngramLength: 1));
        yield return Test(
            "bag of words, tf-idf",
            mlContext.Transforms.Text.ProduceWordBags("Features", "Text", ngramLength: 1, weighting: NgramExtractingEstimator.WeightingCriteria.TfIdf));

        // What the text without topics is good for: vectors in which words of like use are alike.
        WordVectors vectors = Word2VecModel.TrainFromText(
            text.Unlabelled,
            new Word2VecOptions { Epochs = 10, SubsamplingThreshold = 1e-4, MinimumCount = 3, Threads = 1 }).Vectors.Normalize();
        foreach (EmbeddingPooling pooling in new[] { EmbeddingPooling.Mean, EmbeddingPooling.SmoothInverseFrequency })
        {
            yield return Test(
                $"word vectors, {pooling}",
                mlContext.Transforms.Text.TokenizeIntoWords("Words", "Text").Append(mlContext.LanguageModeling.Embed("Features", "Words", vectors, pooling)));
        }

        ClassificationResult Test(string name, IEstimator<ITransformer> features)
        {
            IDataView training = mlContext.Data.LoadFromEnumerable(text.Training);
            IDataView test = mlContext.Data.LoadFromEnumerable(text.Test);
            var pipeline = mlContext.Transforms.Conversion.MapValueToKey("Label", nameof(LabelledSentence.Topic))
                .Append(features)
                .Append(mlContext.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0, l2Regularization: 0.1f));
            return new ClassificationResult(name, mlContext.MulticlassClassification.Evaluate(pipeline.Fit(training).Transform(test)).MicroAccuracy);
        }
    }
}
