using System.Globalization;
using LanguageModeling.TextClassification;

if (!Classifiers.Exist)
{
    Console.Error.WriteLine("This sample trains a classifier of ML.NET, which the stand-ins of eng/offline lack. Run it where the Microsoft.ML package restores.");
    return 1;
}

LabelledText text = LabelledText.FromDocumentation(labelledEach: args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 10);
Console.WriteLine($"{text.Training.Count} sentences with a topic to learn from, {text.Test.Count} to test on, {text.Unlabelled.Count:N0} without a topic");
foreach (ClassificationResult result in Classifiers.Compare(text))
{
    Console.WriteLine(FormattableString.Invariant($"{result.Features,-40} {result.Accuracy:P1} right"));
}

return 0;
