using System.Text.Json;

namespace LanguageModeling.Tests;

/// <summary>GPT-2's vocabulary, where it lies beside the repository: ids on which three other implementations agree.</summary>
[TestClass]
public class SharedTokenizerTests
{
    private static readonly string? Shared = FindShared();

    [TestMethod]
    [DataRow("data/gpt2-vocab/gpt2.tiktoken")]
    [DataRow("data/tiny-random-gpt2-fp32")]
    public void Encode_Gpt2_GivesTheIdsOfTheReferences(string path)
    {
        if (Shared is null)
        {
            Assert.Inconclusive("Skipped: ../shared is not there.");
        }

        PipelineTokenizer tokenizer = TokenizerLoader.Load(Path.Combine(Shared, path));
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Shared, "goldens", "tokenizers", "gpt2_tokenizer.json")));
        var ids = new int[10_000];
        foreach (JsonElement expected in golden.RootElement.EnumerateArray())
        {
            string text = JsonText.Read(expected.GetProperty("text"));

            // The folder's tokenizer has tokens of its own for runs of spaces, and takes special tokens out of the text.
            if (!path.EndsWith(".tiktoken", StringComparison.Ordinal)
                && (text.Contains("  ", StringComparison.Ordinal) || text.Contains("\t\t", StringComparison.Ordinal) || text.Contains("<|", StringComparison.Ordinal)))
            {
                continue;
            }

            int[] wanted = [.. expected.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];
            CollectionAssert.AreEqual(wanted, tokenizer.Encode(text).Ids.ToArray(), text);
            Assert.IsTrue(tokenizer.TryEncode(text, ids, out int count));
            CollectionAssert.AreEqual(wanted, ids[..count], text);
        }
    }

    private static string? FindShared()
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            string shared = Path.Combine(folder, "shared");
            if (Directory.Exists(Path.Combine(shared, "goldens", "tokenizers")))
            {
                return shared;
            }
        }

        return null;
    }
}
