using Microsoft.ML;

namespace LanguageModeling.Tests;

/// <summary>The code in src/Trainers/README.md; a test compares the two.</summary>
internal static class ReadmeSnippet
{
    public static string Run(string corpusPath, string arpaPath)
    {
        // <snippet>
        NgramLanguageModel model = NgramLanguageModel.TrainFromText([corpusPath], new NgramOptions { Order = 2 });
        model.SaveArpa(arpaPath); // what KenLM's lmplz writes, byte for byte
        double logProbability = model.ToTextModel().Score("the cat sat").LogProbability; // natural log

        var mlContext = new MLContext();
        IDataView data = mlContext.Data.LoadFromEnumerable(TextLines.Read(corpusPath).Select(line => new { Text = line }));
        var pipeline = mlContext.Transforms.Text.EncodeTokens("Tokens", "Text")
            .Append(mlContext.LanguageModeling.Trainers.Ngram("Tokens", order: 2));
        ITransformer fitted = pipeline.Fit(data);
        IDataView scored = fitted.Transform(data); // LogProbability, Perplexity, … of each row
        string text = mlContext.LanguageModeling.GetTextModel(fitted).Generate("the cat", new GenerationOptions { Seed = 1 }).Text;
        // </snippet>
        return FormattableString.Invariant($"{logProbability} {scored.Schema.Count} {text}");
    }
}
