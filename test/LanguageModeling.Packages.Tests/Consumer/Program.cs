// What a user of the packages writes: "train FILE" in one process, "load FILE" in another.
using LanguageModeling;
using Microsoft.ML;

var ml = new MLContext(seed: 1);
string path = args[1];
if (args[0] == "train")
{
    string[] sentences = ["the cat sat on the mat", "the dog sat on the log", "a cat and a dog ran to the mat", "猫 坐 在 垫子 上 😀"];
    IDataView data = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 40).Select(i => new Line { Text = sentences[i % sentences.Length] }));
    ITransformer fitted = ml.Transforms.Text.EncodeTokens("Tokens", "Text").Append(ml.LanguageModeling.Trainers.Ngram("Tokens", 3, NgramSmoothing.AddK)).Fit(data);
    ml.Model.Save(fitted, data.Schema, path);
    Print(fitted);
}
else
{
    Print(ml.Model.Load(path, out _));
}

void Print(ITransformer fitted)
{
    using var engine = ml.Model.CreatePredictionEngine<Line, Scored>(fitted);
    TextLanguageModel model = ml.LanguageModeling.GetTextModel(fitted);
    FormattableString line = $"{engine.Predict(new Line { Text = "the cat ran" }).LogProbability:R} {model.Score("the cat ran").LogProbability:R} {model.Score("猫 坐").Perplexity:R}";
    Console.WriteLine(FormattableString.Invariant(line));
}

internal sealed class Line
{
    public string Text { get; set; } = "";
}

internal sealed class Scored
{
    public double LogProbability { get; set; }
}
