namespace LanguageModeling.Tests;

/// <summary>Some hundred sentences, varied enough to train on.</summary>
internal static class SampleText
{
    private static readonly string[] Animals = ["cat", "dog", "bird", "horse", "fish", "old fox", "cow"];
    private static readonly string[] Deeds = ["sat on", "ran to", "saw", "looked at", "slept under"];
    private static readonly string[] Things = ["mat", "rug", "tree", "house", "river", "hill", "garden", "wall", "gate", "bridge", "tower"];

    public static string Create()
        => string.Concat(Enumerable.Range(0, 600).Select(
            i => $"The {Animals[i % 7]} {Deeds[i * 3 % 5]} the {Things[i * 7 % 11]} near the {Things[i * i % 11]}{(i % 13 == 0 ? $" {i} times" : "")}.\n"));
}
