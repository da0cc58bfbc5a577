using System.Runtime.CompilerServices;
using System.Text.Json;

namespace LanguageModeling.Tests.Goldens;

/// <summary>
/// Tiny GPT-2 models in three layouts, with what PyTorch computes in float64, in a folder that may lie beside the repository, <c>shared</c>. The
/// tests on them skip without it.
/// </summary>
internal static class GptGoldens
{
    public const string Concat = "goldens/gpt/tiny-gpt2-l2-d64-v256.concat.onnx";
    public const string InPlace = "goldens/gpt/tiny-gpt2-l2-d64-v256.gqa.onnx";
    public const string Combined = "data/tiny-random-gpt2-fp32";

    private static readonly string? Folder = FindFolder();

    /// <summary>Loads one of the models, without special tokens.</summary>
    public static OnnxLanguageModel Load(string model, OnnxModelOptions? options = null)
    {
        options ??= new OnnxModelOptions();
        return OnnxLanguageModel.Load(PathOf(model), options with { SpecialTokens = SpecialTokens.None, ContextLength = options.ContextLength ?? (model == Combined ? 512 : 64) });
    }

    /// <summary>The cases of a model.</summary>
    public static IReadOnlyList<GptCase> Cases(string model)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(PathOf("goldens/gpt/torch_f64.json")));
        JsonElement cases = document.RootElement[model == Combined ? 0 : 1].GetProperty("cases");
        return [.. cases.EnumerateArray().Select(Read)];
    }

    /// <summary>Where a file is; skips the test without the folder.</summary>
    public static string PathOf(string name)
    {
        if (Folder is null)
        {
            Assert.Inconclusive("The folder shared with tiny GPT-2 models and what PyTorch computes for them is not beside the repository.");
        }

        return Path.Combine(Folder, name);
    }

    private static GptCase Read(JsonElement element) => new(
        [.. element.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())],
        [.. element.GetProperty("token_logprobs").EnumerateArray().Select(value => value.GetDouble())],
        [.. element.GetProperty("last_logits_first8").EnumerateArray().Select(value => value.GetDouble())],
        element.GetProperty("last_logsumexp").GetDouble(),
        [.. element.GetProperty("greedy").EnumerateArray().Select(id => id.GetInt32())]);

    private static string? FindFolder([CallerFilePath] string here = "")
    {
        for (DirectoryInfo? folder = new FileInfo(here).Directory; folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "shared");
            if (Directory.Exists(Path.Combine(candidate, "goldens", "gpt")))
            {
                return candidate;
            }
        }

        return null;
    }
}
