namespace LanguageModeling.Tests;

/// <summary>Sentences of made-up words whose frequencies fall as in language; some sentences come again, so that every order can be estimated.</summary>
internal static class SampleText
{
    private const string Consonants = "bdfgklmnprst";
    private const string Vowels = "aeiou";

    public static string Create()
    {
        var random = new Random(1);
        var lines = new List<string>();
        for (int i = 0; i < 400; i++)
        {
            string sentence = string.Join(' ', Enumerable.Range(0, random.Next(4, 12)).Select(_ => Word((int)(600 * Math.Pow(random.NextDouble(), 4)))));
            int times = (i % 20) switch { < 12 => 1, < 16 => 2, < 18 => 3, 18 => 4, _ => 5 };
            lines.AddRange(Enumerable.Repeat(sentence, times));
        }

        return string.Concat(lines.Select(line => line + "\n"));
    }

    private static string Word(int n) => $"{Consonants[n % 12]}{Vowels[n / 12 % 5]}{Consonants[n / 60 % 12]}{Vowels[n % 5]}";
}
