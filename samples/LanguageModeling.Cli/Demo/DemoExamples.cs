namespace LanguageModeling.Cli.Demo;

/// <summary>Picks examples for the demo from held-out sentences, always the same ones for the same text.</summary>
internal static class DemoExamples
{
    private const int EndingTokens = 3;

    /// <summary>Sentences of middle length, spread over the text.</summary>
    public static IReadOnlyList<string> PickSentences(IReadOnlyList<string> sentences, int count)
    {
        List<string> suitable = [.. sentences.Where(sentence => Split(sentence).Count is >= 7 and <= 14)];
        List<string> from = suitable.Count >= count ? suitable : [.. sentences];
        return [.. Enumerable.Range(0, Math.Min(count, from.Count)).Select(i => from[(2 * i + 1) * from.Count / (2 * count)])];
    }

    /// <summary>The beginning of a sentence, its own ending, and the endings of others.</summary>
    /// <returns>The context, and the choices with the true one first; each choice begins with the white space before it.</returns>
    public static (string Context, IReadOnlyList<string> Choices) PickChoices(IReadOnlyList<string> sentences, int count)
    {
        List<(string Begin, string End)> halves = [.. PickSentences(sentences, sentences.Count).Select(Halve).DistinctBy(halves => halves.End)];
        int step = Math.Max(1, halves.Count / count);
        return (halves[0].Begin, [.. halves.Where((_, i) => i % step == 0).Take(count).Select(half => half.End)]);
    }

    /// <summary>The beginning of a text, a few tokens long.</summary>
    public static string FirstTokens(string text, int count)
    {
        List<TextPart> parts = Split(text);
        return parts.Count <= count ? text : text[..(parts[count - 1].Start + parts[count - 1].Length)];
    }

    private static (string Begin, string End) Halve(string text)
    {
        List<TextPart> parts = Split(text);
        int last = parts[Math.Max(0, parts.Count - 1 - EndingTokens)].Start + parts[Math.Max(0, parts.Count - 1 - EndingTokens)].Length;
        return (text[..last], text[last..]);
    }

    private static List<TextPart> Split(string text)
    {
        var parts = new List<TextPart>();
        TextSplitter.Cjk.Split(text, parts);
        return parts;
    }
}
