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

        NgramLanguageModel smaller = model.Prune(new NgramPruningOptions { EntropyThreshold = 1e-8 });
        NgramLanguageModel other = NgramLanguageModel.TrainFromText([corpusPath], new NgramOptions { Order = 3, Smoothing = NgramSmoothing.WittenBell });
        IReadOnlyList<double> weights = MixtureLanguageModel.EstimateWeights([smaller.ToTextModel(), other.ToTextModel()], ["the cat sat"]);
        NgramLanguageModel mixed = NgramLanguageModel.Interpolate([smaller, other], weights);

        var mlContext = new MLContext();
        IDataView data = mlContext.Data.LoadFromEnumerable(TextLines.Read(corpusPath).Select(line => new { Text = line }));
        var pipeline = mlContext.Transforms.Text.EncodeTokens("Tokens", "Text")
            .Append(mlContext.LanguageModeling.Trainers.Ngram("Tokens", order: 2));
        ITransformer fitted = pipeline.Fit(data);
        IDataView scored = fitted.Transform(data); // LogProbability, Perplexity, … of each row
        string text = mlContext.LanguageModeling.GetTextModel(fitted).Generate("the cat", new GenerationOptions { Seed = 1 }).Text;
        // </snippet>
        return FormattableString.Invariant($"{logProbability} {mixed.Order} {scored.Schema.Count} {text}");
    }
}
