namespace LanguageModeling.Web;

/// <summary>Opens the model that completes.</summary>
internal static class CompletionModel
{
    /// <summary>Settings where neither the model nor a request says otherwise.</summary>
    public static GenerationOptions Defaults { get; } = new() { MaximumTokens = 40 };

    /// <summary>Opens an n-gram model, or a GPT-class ONNX model on the best device that works.</summary>
    /// <param name="path">An ARPA file, a model that <c>lm ngram train</c> wrote, an .onnx file, or a folder with one.</param>
    /// <returns>The model, and how it generates where a request does not say.</returns>
    public static (TextLanguageModel Model, GenerationOptions Defaults) Load(string path)
    {
        if (!Directory.Exists(path) && Path.GetExtension(path) != ".onnx")
        {
            return (NgramLanguageModel.Load(path).ToTextModel(), Defaults);
        }

        OnnxLanguageModel model = OnnxLanguageModel.Load(path, new OnnxModelOptions { Device = OnnxDevice.Auto });
        return (model.ToTextModel(), model.GenerationDefaults ?? Defaults);
    }
}
