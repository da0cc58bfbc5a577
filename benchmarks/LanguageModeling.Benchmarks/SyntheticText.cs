namespace LanguageModeling.Benchmarks;

/// <summary>Text with the word frequencies of language (Zipf's law) and words that stay together, the same on every machine.</summary>
internal static class SyntheticText
{
    private const int Words = 20_000;

    /// <summary>Sentences of up to 40 words w1, w2, …; about 20 words each.</summary>
    public static IEnumerable<string> Lines(int count)
    {
        var random = new Random(1); // a seeded Random gives the same numbers in all versions
        for (int line = 0; line < count; line++)
        {
            int[] words = new int[random.Next(1, 40)];
            for (int i = 0; i < words.Length; i++)
            {
                bool follows = i > 0 && random.Next(2) == 0;
                double place = follows ? words[i - 1] * 0.618 % 1 : random.NextDouble();
                words[i] = (int)Math.Pow(Words, place);
            }

            yield return string.Join(' ', words.Select(word => $"w{word}"));
        }
    }
}
