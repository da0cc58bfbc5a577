namespace LanguageModeling.Tests;

/// <summary>The code in src/Core/README.md; a test compares the two.</summary>
internal static class ReadmeSnippet
{
    public static void Run(TextLanguageModel model)
    {
        // <snippet>
        SequenceScore score = model.Score("The cat sat on the mat.");
        Console.WriteLine($"Perplexity {score.Perplexity} over {score.TokenCount} tokens, {score.UnknownCount} of them unknown");

        ChoiceScore best = model.RankChoices("The capital of France is", [" Paris.", " Rome."])[0];
        Console.WriteLine($"{best.Text} with {best.LogProbability} nats");

        foreach (WordSurprisal word in model.ScoreWords("The cat sat on the moon."))
        {
            Console.WriteLine($"{word.Word}: {word.SurprisalBits} bits");
        }

        GenerationResult generated = model.Generate("The cat", new GenerationOptions { MaximumTokens = 20, TopP = 0.9, Seed = 1 });
        Console.WriteLine($"{generated.Text} ({generated.FinishReason})");
        // </snippet>
    }
}
