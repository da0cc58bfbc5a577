namespace LanguageModeling.Tests.Goldens;

/// <summary>A sequence, and what PyTorch computes for it in float64.</summary>
/// <param name="Ids">The sequence.</param>
/// <param name="TokenLogProbabilities">ln P(ids[t + 1] | ids[0 … t]).</param>
/// <param name="Logits">The first logits after the whole sequence.</param>
/// <param name="LogSumExp">ln Σ e^x of these logits, all of them.</param>
/// <param name="Greedy">The tokens that greedy generation adds; fewer than asked for where the context is full.</param>
internal sealed record GptCase(int[] Ids, double[] TokenLogProbabilities, double[] Logits, double LogSumExp, int[] Greedy);
