namespace LanguageModeling.Tests;

/// <summary>Sentences about one of some topics, each with words of its own, and words that all of them share.</summary>
internal static class TopicText
{
    private const int Topics = 4;
    private const int WordsOfTopic = 8;
    private const int CommonWords = 4;

    /// <summary>Lines of ten words. Word "b3" is the fourth of the second topic; "the0" is common.</summary>
    public static string[] Lines(int count, ulong seed = 7)
    {
        ulong state = seed;
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            char topic = (char)('a' + Next(Topics));
            return string.Join(' ', Enumerable.Range(0, 10).Select(_ => Next(10) < 3 ? $"the{Next(CommonWords)}" : $"{topic}{Next(WordsOfTopic)}"));
        })];

        int Next(int limit)
        {
            state = (state * 6364136223846793005) + 1442695040888963407; // Knuth's linear congruential generator
            return (int)((state >> 33) % (ulong)limit);
        }
    }

    /// <summary>How many of the words nearest to each topic word are of its topic: 1 is all of them.</summary>
    public static double Purity(WordVectors vectors)
    {
        int right = 0;
        int all = 0;
        foreach (string word in vectors.Vocabulary.Tokens.Where(word => !word.StartsWith("the", StringComparison.Ordinal)))
        {
            foreach (WordSimilarity near in vectors.Nearest(word, 3))
            {
                all++;
                right += near.Word[0] == word[0] ? 1 : 0;
            }
        }

        return (double)right / all;
    }
}
