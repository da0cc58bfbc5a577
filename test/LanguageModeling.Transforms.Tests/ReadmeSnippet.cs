using FreshProcess;
using Microsoft.ML;

namespace LanguageModeling.Tests;

/// <summary>The code in src/Transforms/README.md; a test compares the two.</summary>
internal static class ReadmeSnippet
{
    public static string Run(string modelPath)
    {
        ILanguageModel myModel = new SuffixModel(8);

        // <snippet>
        var mlContext = new MLContext();
        IDataView data = mlContext.Data.LoadFromEnumerable([new { Text = "the cat sat" }, new { Text = "猫坐在垫子上" }]);

        var pipeline = mlContext.Transforms.Text.EncodeTokens("Tokens", "Text")
            .Append(mlContext.LanguageModeling.Score(myModel, "Tokens", textColumnName: "Text"));
        ITransformer fitted = pipeline.Fit(data);
        mlContext.Model.Save(fitted, data.Schema, modelPath);

        ITransformer loaded = mlContext.Model.Load(modelPath, out _); // also in a fresh process, without any registration
        TextLanguageModel model = mlContext.LanguageModeling.GetTextModel(loaded);
        string text = model.Generate("the cat", new GenerationOptions { MaximumTokens = 20, Seed = 1 }).Text;
        // </snippet>
        return text;
    }
}
