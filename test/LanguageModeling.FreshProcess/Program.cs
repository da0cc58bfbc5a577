using System.Globalization;
using FreshProcess;
using LanguageModeling;
using Microsoft.ML;
using Microsoft.ML.Data;

// save PATH: fits a pipeline with this program's own model and saves it. score PATH TEXT…: loads any pipeline and scores texts.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var context = new MLContext();
switch (args)
{
    case ["save", string path]:
        Save(path);
        return 0;
    case ["score", string path, .. string[] texts]:
        return Score(path, texts);
    default:
        return 2;
}

void Save(string path)
{
    IDataView data = context.Data.LoadFromEnumerable<Input>([new() { Text = "a b c" }, new() { Text = "猫 🐈" }]);
    var pipeline = context.Transforms.Text.EncodeTokens("Tokens", "Text").Append(context.LanguageModeling.Score(new SuffixModel(8)));
    context.Model.Save(pipeline.Fit(data), data.Schema, path);
}

int Score(string path, string[] texts)
{
    ITransformer model;
    try
    {
        model = context.Model.Load(path, out _);
    }
    catch (Exception e)
    {
        Console.WriteLine(e.GetBaseException().Message);
        return 1;
    }

    using PredictionEngine<Input, Output> engine = context.Model.CreatePredictionEngine<Input, Output>(model);
    foreach (string text in texts)
    {
        Output output = engine.Predict(new Input { Text = text });
        Console.WriteLine($"{output.TokenCount} {output.UnknownCount} {output.LogProbability:R}");
    }

    return 0;
}

internal sealed class Input
{
    public string Text { get; set; } = "";
}

internal sealed class Output
{
    public double LogProbability { get; set; }

    public int TokenCount { get; set; }

    public int UnknownCount { get; set; }
}
