namespace LanguageModeling.Tests;

/// <summary>The code in src/Onnx/README.md; a test compares the two.</summary>
internal static class ReadmeSnippet
{
    public static void Run(string folder)
    {
        // <snippet>
        OnnxRuntimeInfo runtime = OnnxRuntimeInfo.Detect();
        Console.WriteLine(runtime.Describe());

        using OnnxLanguageModel gpt = OnnxLanguageModel.Load(folder, new OnnxModelOptions { Device = OnnxDevice.Auto });
        Console.WriteLine($"{gpt.Device.Device}: {gpt.Device.Reason}");

        int[] ids = [46, 31, 28, 48, 31];
        Console.WriteLine(gpt.ScoreContinuation([46], [31, 28, 48, 31]).LogProbability); // natural log
        foreach (GeneratedToken token in gpt.GenerateTokens(ids, GenerationOptions.Greedy with { MaximumTokens = 20 }))
        {
            Console.Write($"{token.Id} ");
        }
        // </snippet>
    }
}
